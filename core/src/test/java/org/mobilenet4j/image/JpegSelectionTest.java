package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mobilenet4j.io.InvalidInputException;

class JpegSelectionTest {
    @Test
    void imageIoCanAlwaysBeHad() {
        JpegSelection selection = JpegSelection.select("imageio");

        assertThat(selection.turbo()).isNull();
        assertThat(selection.reason()).isEqualTo("ImageIO, because mobilenet.jpeg=imageio asks for it");
        assertThat(selection.remedy()).isEmpty();
    }

    @Test
    void autoTakesTheLibraryWhereTheSystemHasIt() {
        JpegSelection selection = JpegSelection.select("auto");

        assertThat(selection.turbo() != null).isEqualTo(TurboJpeg.find().isPresent());
        assertThat(selection.remedy().isPresent()).isEqualTo(selection.turbo() == null);
    }

    @Test
    void turboTakesTheLibraryOrSaysWhatToInstall() {
        if (TurboJpeg.find().isPresent()) {
            assertThat(JpegSelection.select("turbo").reason()).startsWith("libjpeg-turbo (");
        } else {
            assertThatThrownBy(() -> JpegSelection.select("turbo"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("mobilenet.jpeg=turbo: this system has no libjpeg-turbo; install ");
        }
    }

    @Test
    void anythingElseFailsLoudly() {
        assertThatThrownBy(() -> JpegSelection.select("libjpeg"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("system property mobilenet.jpeg is 'libjpeg', expected auto, turbo or imageio");
    }
}
