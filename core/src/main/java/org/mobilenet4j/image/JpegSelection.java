package org.mobilenet4j.image;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Which decoder reads JPEG files, and why. Chosen once for the JVM from the system and the system property {@code
 * mobilenet.jpeg}: {@code auto} (the default; libjpeg-turbo where the system has it, ImageIO otherwise), {@code turbo}
 * or {@code imageio}. The first is several times as fast and gives Pillow's pixels to the last bit, the second those
 * within a level. Immutable.
 */
public final class JpegSelection {
    /** The system property that asks for a decoder. */
    public static final String PROPERTY = "mobilenet.jpeg";

    private static final String INSTALL =
            "install libjpeg-turbo (Debian and Ubuntu: apt install libturbojpeg0; macOS: brew install jpeg-turbo)";

    private final @Nullable TurboJpeg turbo;
    private final String reason;
    private final Optional<String> remedy;

    private JpegSelection(@Nullable TurboJpeg turbo, String reason, Optional<String> remedy) {
        this.turbo = turbo;
        this.reason = reason;
        this.remedy = remedy;
    }

    /** Chosen on first use. */
    private static final class Holder {
        static final @Nullable JpegSelection CHOSEN;
        static final @Nullable String REFUSAL;

        static {
            JpegSelection chosen = null;
            String refusal = null;
            try {
                chosen = select(System.getProperty(PROPERTY, "auto"));
            } catch (InvalidInputException e) { // thrown from here, it would reach only the first caller
                refusal = e.getMessage();
            }
            CHOSEN = chosen;
            REFUSAL = refusal;
        }
    }

    /**
     * The selection of this JVM.
     *
     * @throws InvalidInputException if {@code mobilenet.jpeg} asks for what this system does not have
     */
    public static JpegSelection chosen() {
        JpegSelection chosen = Holder.CHOSEN;
        if (chosen == null) {
            throw new InvalidInputException(String.valueOf(Holder.REFUSAL));
        }
        return chosen;
    }

    static JpegSelection select(String wanted) {
        return switch (wanted) {
            case "auto" -> automatic(JpegSelection.class.getModule());
            case "imageio" ->
                new JpegSelection(null, "ImageIO, because " + PROPERTY + "=imageio asks for it", Optional.empty());
            case "turbo" -> forced();
            default ->
                throw new InvalidInputException(
                        "system property " + PROPERTY + " is '" + wanted + "', expected auto, turbo or imageio");
        };
    }

    /** Without the flag the JVM would warn on standard error of each library, or deny it: then ImageIO will do. */
    private static JpegSelection automatic(Module module) {
        if (!module.isNativeAccessEnabled()) {
            return new JpegSelection(
                    null,
                    "ImageIO, because native access is not enabled",
                    Optional.of("start Java with --enable-native-access="
                            + (module.isNamed() ? module.getName() : "ALL-UNNAMED")));
        }
        return TurboJpeg.find()
                .map(turbo -> new JpegSelection(turbo, "libjpeg-turbo (" + turbo.name() + ")", Optional.empty()))
                .orElseGet(() -> new JpegSelection(
                        null, "ImageIO, because this system has no libjpeg-turbo", Optional.of(INSTALL)));
    }

    private static JpegSelection forced() {
        try {
            return TurboJpeg.find()
                    .map(turbo -> new JpegSelection(
                            turbo,
                            "libjpeg-turbo (" + turbo.name() + "), because " + PROPERTY + "=turbo asks for it",
                            Optional.empty()))
                    .orElseThrow(() -> new InvalidInputException(
                            PROPERTY + "=turbo: this system has no libjpeg-turbo; " + INSTALL + " or use auto"));
        } catch (IllegalCallerException denied) {
            throw new InvalidInputException(
                    PROPERTY + "=turbo needs native access: start Java with --enable-native-access=ALL-UNNAMED",
                    denied);
        }
    }

    /** Which and why, in one sentence for people. */
    public String reason() {
        return reason;
    }

    /** What to do for a faster decoder, or empty where nothing is amiss. */
    public Optional<String> remedy() {
        return remedy;
    }

    /** The library, or null where ImageIO reads every JPEG. */
    @Nullable
    TurboJpeg turbo() {
        return turbo;
    }
}
