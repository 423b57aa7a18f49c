package org.mobilenet4j.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The page in a browser. With {@code -Dmobilenet.screenshots=DIR} it leaves pictures of itself there. */
class PageTest {
    private static final Set<String> CONTROLS =
            Set.of("button", "textbox", "searchbox", "combobox", "slider", "checkbox", "link", "progressbar", "image");

    @TempDir
    static Path scratch;

    private static CannedServer server;
    private static Browser browser;
    private static Path photo;
    private static Path notAnImage;
    private static int visits;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Path program = Browser.program().orElse(null);
        Assumptions.assumeTrue(program != null, "skipped: there is no Chromium on the PATH; install Debian's chromium");
        photo = Files.write(scratch.resolve("it's a photo.png"), CannedServer.png(drawing()));
        notAnImage = Files.writeString(scratch.resolve("notes.txt"), "not an image");
        server = CannedServer.start(0);
        browser = Browser.start(program, scratch);
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void atADesk() {
        browser.emulate(1100, 800, false, false);
    }

    @AfterEach
    void theBrowserHasNothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allMatch(address -> address.startsWith(server.address())
                        || address.startsWith("blob:" + server.address())
                        || address.startsWith("data:")
                        || "about:blank".equals(address));
    }

    private static void open(String model) {
        browser.open(server.address() + "?visit=" + ++visits + "#" + model);
        browser.await("document.getElementById('title').textContent == " + Browser.quoted(model));
    }

    private static void ask(String model, Path file) {
        open(model);
        browser.chooseFile("#file", file);
        browser.await("!document.querySelector('#answer').hidden && document.querySelector('#waiting').hidden");
    }

    @Test
    void fiveBarsForAnImage() {
        ask("flowers", photo);

        assertThat(browser.count(".bar")).isEqualTo(5);
        assertThat(browser.text(".bar")).contains("daisy").contains("90.8 %");
        assertThat(browser.text("#result")).contains("dandelion <i>wild</i>").contains("< 0.1 %");
        assertThat(browser.text("#status")).isEqualTo("daisy, 90.8 %.");
        assertThat(browser.evaluate("document.querySelector('#image').naturalWidth")
                        .asInt())
                .isEqualTo(640);
    }

    @Test
    void aBreachOfThePolicyWouldBeNoticed() {
        open("flowers");
        browser.evaluate("document.body.setAttribute('style', 'color: red')");

        assertThat(browser.complaints()).singleElement().asString().contains("Content Security Policy");
        open("flowers");
    }

    @Test
    void timeByPhase() {
        ask("flowers", photo);

        assertThat(browser.text("#durations").replace('\n', ' '))
                .contains("queue 0.1 ms")
                .contains("decode 1.5 ms")
                .contains("network 7.2 ms")
                .contains("other 0.2 ms")
                .contains("round trip");
        assertThat(browser.count("#phases span")).isEqualTo(5);
    }

    @Test
    void theRequestAsCurlQuotesForTheShell() {
        ask("flowers", photo);

        assertThat(browser.text("#curl"))
                .isEqualTo("curl --data-binary '@it'\\''s a photo.png' '" + server.address()
                        + "classify?model=flowers&top=5'");
    }

    @Test
    void whatSpeaksForAClassAndBack() {
        ask("flowers", photo);
        browser.click("li:nth-child(2) > .bar");
        browser.await("document.querySelector('#image').naturalWidth == 224");

        assertThat(browser.text("#caption")).contains("sunflower");
        assertThat(browser.requests()).contains(server.address() + "explain?model=flowers&index=3");
        assertThat(browser.evaluate("document.querySelector('li:nth-child(2) > .bar').ariaPressed")
                        .asString())
                .isEqualTo("true");

        browser.click("#caption button");
        browser.await("document.querySelector('#image').naturalWidth == 640");
        assertThat(browser.count("[aria-pressed=true]")).isZero();

        browser.click("li:nth-child(1) > .bar");
        browser.await("document.querySelector('#image').naturalWidth == 224");
        browser.chooseFile("#file", photo);
        browser.await("document.querySelector('#image').naturalWidth == 640");
        assertThat(browser.count("#caption")).isZero();
    }

    @Test
    void boxesAboveTheScoreWithoutAskingAgain() {
        ask("street", photo);

        assertThat(browser.count(".box")).isEqualTo(3);
        assertThat(browser.text(".found"))
                .contains("person")
                .contains("bicycle")
                .doesNotContain("kite");
        assertThat(browser.evaluate("""
                (() => {
                    const image = document.querySelector('#image').getBoundingClientRect();
                    const box = [...document.querySelectorAll('.box')].at(-1).getBoundingClientRect();
                    return Math.round((box.left - image.left) / image.width * 640);
                })()""").asInt()).isBetween(59, 61);

        int asked = browser.requests().size();
        browser.evaluate("""
                (() => {
                    const slider = document.querySelector('#result input');
                    slider.value = 0.05;
                    slider.dispatchEvent(new Event('input'));
                })()""");
        assertThat(browser.count(".box")).isEqualTo(5);
        assertThat(browser.text("#status")).isEqualTo("5 objects.");
        assertThat(browser.text("#curl")).contains("min_score=0.05");
        assertThat(browser.requests()).hasSize(asked);
    }

    /** A camera held upright stores its image lying; a model that learned images as they are stored sees it so. */
    @Test
    void anImageIsTurnedAsTheModelSeesIt() throws IOException {
        byte[] jpeg = CannedServer.encoded(drawing(), "jpeg");
        ByteArrayOutputStream turned = new ByteArrayOutputStream();
        turned.write(jpeg, 0, 2);
        turned.writeBytes(TURNED_BY_A_QUARTER);
        turned.write(jpeg, 2, jpeg.length - 2);
        ask("street", Files.write(scratch.resolve("turned.jpg"), turned.toByteArray()));
        browser.await("document.querySelector('#canvas').classList.contains('as-stored')");

        assertThat(browser.evaluate("""
                (() => {
                    const shown = document.querySelector('#image').getBoundingClientRect();
                    return shown.width / shown.height;
                })()""").asDouble()).isCloseTo(4 / 3.0, within(0.01));
    }

    /** The segment of a JPEG in which EXIF says how it is to be shown. */
    private static final byte[] TURNED_BY_A_QUARTER = HexFormat.of()
            .parseHex("ffe10022457869660000" + "4d4d002a00000008" + "0001" + "011200030000000100060000" + "00000000");

    @Test
    void boxesOfAnImageThatTheBrowserCannotShow() throws IOException {
        ask("street", Files.writeString(scratch.resolve("scan.tiff"), "xPN no browser shows this"));
        browser.await("document.querySelector('#canvas').style.aspectRatio == '640 / 480'");

        assertThat(browser.text("#caption")).contains("cannot show the file");
        assertThat(browser.count(".box")).isEqualTo(3);
    }

    @Test
    void theLegendTakesClassesFromTheMask() {
        ask("pets", photo);
        browser.await("!document.querySelector('#mask').hidden");

        assertThat(browser.count(".found li")).isEqualTo(3);
        assertThat(browser.text(".found")).contains("person").contains("18.0 %");
        assertThat(alphaAt(100, 200)).isEqualTo(255);
        assertThat(alphaAt(300, 20)).isZero();

        browser.click(".found li:nth-child(2) input");
        assertThat(alphaAt(100, 200)).isZero();
        assertThat(alphaAt(460, 380)).isEqualTo(255);
    }

    private static int alphaAt(int x, int y) {
        return browser.evaluate("document.querySelector('#mask').getContext('2d').getImageData(" + x + ", " + y
                        + ", 1, 1).data[3]")
                .asInt();
    }

    @Test
    void numbersOfAnEmbeddingAndHowLikeTheImageBeforeItIs() {
        ask("vectors", photo);
        assertThat(browser.text("#result")).contains("256 numbers");

        browser.chooseFile("#file", photo);
        browser.await("document.querySelector('#result').innerText.includes('1.000')");
    }

    @Test
    void aRefusalInTheServersWords() {
        ask("flowers", notAnImage);

        assertThat(browser.text("#error"))
                .isEqualTo("The server answered 400: the body is not an image: it begins with neither JPEG's nor"
                        + " PNG's mark.");
        assertThat(browser.count(".bar")).isZero();

        browser.chooseFile("#file", photo);
        browser.await("document.querySelectorAll('.bar').length == 5");
        assertThat(browser.count("#error")).isZero();
    }

    @Test
    void anotherModelIsAskedAboutTheSameImage() {
        ask("flowers", photo);
        browser.evaluate("""
                (() => {
                    const chooser = document.querySelector('#model');
                    chooser.value = 'street';
                    chooser.dispatchEvent(new Event('change'));
                })()""");
        browser.await("document.querySelectorAll('.box').length == 5");

        assertThat(browser.evaluate("location.hash").asString()).isEqualTo("#street");
        assertThat(browser.count(".bar")).isZero();
    }

    @Test
    void aModelThatIsLoadingBecomesReadyByItself() {
        open("birds");
        assertThat(browser.text("#subtitle")).contains("still loading");
        assertThat(browser.count("#drop")).isZero();

        server.finishLoading();
        browser.await("!document.querySelector('#desk').hidden");
        assertThat(browser.text("#subtitle")).isEqualTo("Classification with mobilenet_v2");
    }

    @Test
    void droppedAndPasted() {
        for (String way : List.of(
                "new DragEvent('drop', {dataTransfer: data})", "new ClipboardEvent('paste', {clipboardData: data})")) {
            open("flowers");
            browser.evaluate("""
                    (async () => {
                        const canvas = new OffscreenCanvas(30, 20);
                        canvas.getContext('2d');
                        const data = new DataTransfer();
                        data.items.add(new File([await canvas.convertToBlob()], 'image.png', {type: 'image/png'}));
                        document.body.dispatchEvent(Object.assign(%s));
                    })()""".formatted(way.replace("data}", "data, bubbles: true, cancelable: true}")));
            browser.await("document.querySelectorAll('.bar').length == 5");
        }
    }

    @Test
    void anImageFromTheCamera() {
        open("street");
        browser.click("#camera");
        browser.await("document.querySelector('#video').videoWidth > 0");
        browser.click("#shoot");
        browser.await("document.querySelectorAll('.box').length == 5");

        assertThat(browser.text("#curl")).contains("@camera.jpg");
        assertThat(browser.evaluate("document.querySelector('#viewfinder').open")
                        .asBoolean())
                .isFalse();
        assertThat(browser.evaluate("document.querySelector('#video').srcObject")
                        .isNull())
                .isTrue();
    }

    @Test
    void theCardOfTheModel() {
        open("flowers");
        assertThat(browser.text("#card"))
                .contains("2,230,277")
                .contains("224 × 224")
                .contains("also 1")
                .contains("87.26 %")
                .contains("27 November 2026");
        assertThat(browser.count("#labels li")).isEqualTo(5);

        browser.evaluate("""
                (() => {
                    document.querySelector('#filter').value = 'DA';
                    document.querySelector('#filter').dispatchEvent(new Event('input'));
                })()""");
        assertThat(browser.text("#labels")).contains("daisy").doesNotContain("tulip");
        assertThat(browser.text("#filter-count")).isEqualTo("2 of 5 classes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"flowers", "street", "pets", "vectors"})
    void everyControlHasAName(String model) {
        ask(model, photo);

        assertThat(browser.accessibilityTree())
                .filteredOn(node -> !node.get("ignored").asBoolean() && CONTROLS.contains(text(node, "role")))
                .hasSizeGreaterThan(6)
                .allSatisfy(node ->
                        assertThat(text(node, "name")).as(node.toString()).isNotBlank());
    }

    @Test
    void theKeyboardReachesEveryControlAndLeavesAgain() {
        ask("flowers", photo);
        Set<String> reached = new HashSet<>();
        for (int presses = 0; presses < 20; presses++) {
            browser.press("Tab");
            reached.add(browser.evaluate("document.activeElement.tagName + '#' + document.activeElement.id")
                    .asString());
        }

        assertThat(reached)
                .contains(
                        "SELECT#model",
                        "INPUT#file",
                        "BUTTON#camera",
                        "BUTTON#",
                        "BUTTON#copy",
                        "INPUT#filter",
                        "A#",
                        "BODY#");
    }

    private static String text(JsonNode node, String property) {
        JsonNode value = node.get(property);
        return value == null ? "" : value.get("value").asString();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void textStandsOutFromWhatIsBehindIt(boolean isDark) {
        browser.emulate(1100, 800, false, isDark);
        for (String model : List.of("flowers", "street")) {
            ask(model, photo);
            JsonNode contrasts = browser.evaluate(CONTRASTS);
            assertThat(contrasts.size()).isGreaterThan(20);
            for (JsonNode contrast : contrasts) {
                assertThat(contrast.get("ratio").asDouble())
                        .as(contrast.toString())
                        .isGreaterThanOrEqualTo(4.5);
            }
        }
    }

    /** The contrast of each piece of text that is shown with the first background behind it, as WCAG 2 measures it. */
    private static final String CONTRASTS = """
            (() => {
                function channels(color) {
                    return color.match(/[\\d.]+/g).map(Number);
                }
                function luminance([red, green, blue]) {
                    const [r, g, b] = [red, green, blue].map(v => v / 255).map(
                        v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                }
                const found = [];
                const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                while (texts.nextNode()) {
                    const element = texts.currentNode.parentElement;
                    if (texts.currentNode.data.trim() === '' || !element.checkVisibility() || element.closest('noscript')) {
                        continue;
                    }
                    let behind = element;
                    while (behind !== null && (channels(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) {
                        behind = behind.parentElement;
                    }
                    const back = behind === null ? [255, 255, 255] : channels(getComputedStyle(behind).backgroundColor);
                    const [low, high] = [luminance(channels(getComputedStyle(element).color)), luminance(back)].sort(
                        (a, b) => a - b);
                    found.push({text: texts.currentNode.data.trim(), ratio: (high + 0.05) / (low + 0.05)});
                }
                return found;
            })()""";

    @ParameterizedTest
    @ValueSource(strings = {"flowers", "street", "pets", "vectors"})
    void aPhoneShowsItWithoutScrollingSideways(String model) {
        browser.emulate(360, 740, true, false);
        ask(model, photo);

        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(360);
        assertThat(browser.evaluate("""
                [...document.querySelectorAll('main *')].filter(e => e.checkVisibility() && !e.closest('.unseen, .boxes')
                    && e.getBoundingClientRect().right > 361).map(e => e.outerHTML.slice(0, 100)).join()""").asString()).isEmpty();
    }

    @Test
    void screenshots() throws IOException {
        String folder = System.getProperty("mobilenet.screenshots");
        Assumptions.assumeTrue(folder != null, "skipped: asked for with -Dmobilenet.screenshots=DIR");
        Files.createDirectories(Path.of(folder));
        for (String look : List.of("light", "dark", "phone")) {
            boolean isPhone = "phone".equals(look);
            browser.emulate(isPhone ? 360 : 1100, isPhone ? 740 : 800, isPhone, "dark".equals(look));
            open("flowers");
            browser.screenshot(Path.of(folder, "empty-" + look + ".png"));
            for (String model : List.of("flowers", "street", "pets", "vectors")) {
                ask(model, photo);
                browser.screenshot(Path.of(folder, model + "-" + look + ".png"));
            }
            ask("flowers", photo);
            browser.click("li:nth-child(1) > .bar");
            browser.await("document.querySelector('#image').naturalWidth == 224");
            browser.screenshot(Path.of(folder, "explain-" + look + ".png"));
            ask("flowers", notAnImage);
            browser.screenshot(Path.of(folder, "error-" + look + ".png"));
            browser.click("#camera");
            browser.await("document.querySelector('#video').videoWidth > 0");
            browser.screenshot(Path.of(folder, "camera-" + look + ".png"));
        }
    }

    /** A scene with something to see: sky, ground, two figures and a ball. */
    private static BufferedImage drawing() {
        BufferedImage image = new BufferedImage(CannedServer.WIDTH, CannedServer.HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(new Color(0xBFD9EC));
        graphics.fillRect(0, 0, CannedServer.WIDTH, CannedServer.HEIGHT);
        graphics.setColor(new Color(0x7FA35B));
        graphics.fillRect(0, 300, CannedServer.WIDTH, CannedServer.HEIGHT - 300);
        for (int left : new int[] {60, 500}) {
            graphics.setColor(new Color(0x3B4A6B));
            graphics.fillRoundRect(left + 15, 200, 80, 240, 40, 40);
            graphics.setColor(new Color(0xD9A583));
            graphics.fillOval(left + 20, 115, 75, 85);
        }
        graphics.setColor(new Color(0xC23B22));
        graphics.setStroke(new BasicStroke(9));
        graphics.drawOval(240, 320, 100, 100);
        graphics.drawOval(380, 320, 100, 100);
        graphics.drawLine(290, 370, 400, 260);
        graphics.drawLine(430, 370, 400, 260);
        graphics.setColor(new Color(0xEFE6D0));
        graphics.fillOval(420, 340, 80, 80);
        graphics.dispose();
        return image;
    }
}
