package org.mobilenet4j.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    static Path target;

    @BeforeAll
    static void write() throws IOException {
        new Site(ROOT, target).write();
    }

    @Test
    void hasAPageForEveryDocument() throws IOException {
        try (Stream<Path> documents = Files.walk(ROOT.resolve("docs"))) {
            assertThat(Contents.read().pages())
                    .containsAll(documents
                            .filter(file -> file.toString().endsWith(".md"))
                            .map(file -> ROOT.relativize(file).toString())
                            .toList());
        }
    }

    @Test
    void leadsNowhereThatIsNotThere() throws IOException {
        for (Path page : pages()) {
            Document html = Jsoup.parse(page.toFile());
            for (Element link : html.select("a[href], img[src], script[src], link[rel=stylesheet]")) {
                String to = link.hasAttr("href") ? link.attr("href") : link.attr("src");
                URI uri = URI.create(to);
                if (uri.isAbsolute()) {
                    continue;
                }
                Path file = uri.getPath().isEmpty()
                        ? page
                        : page.resolveSibling(uri.getPath()).normalize();
                assertThat(file).as(page + " links to " + to).isRegularFile();
                if (uri.getFragment() != null && !uri.getFragment().isEmpty()) {
                    assertThat(Jsoup.parse(file.toFile()).getElementById(uri.getFragment()))
                            .as(page + " links to " + to)
                            .isNotNull();
                }
            }
        }
    }

    @Test
    void needsNoNetwork() throws IOException {
        for (Path page : pages()) {
            assertThat(Jsoup.parse(page.toFile()).select("img, script, link, iframe, source"))
                    .allSatisfy(element -> assertThat(element.attr("src") + element.attr("href"))
                            .doesNotContain("//"));
        }
        assertThat(Files.readString(target.resolve("site.css"))).doesNotContain("url(", "@import");
    }

    @Test
    void findsSectionsByTheirWords() throws IOException {
        assertThat(Files.readString(target.resolve("search-data.js")))
                .startsWith("const SECTIONS = [")
                .contains("\"url\":\"docs/training.html\"");
    }

    @Test
    void namesLinksThatLeadNowhere(@TempDir Path repository) throws IOException {
        for (String page : Contents.read().pages()) {
            Path file = repository.resolve(page);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "# A page\n\n## Part one\n");
        }
        Files.writeString(
                repository.resolve("README.md"),
                "# Read\n[a](docs/training.md#part-one) [b](docs/training.md#part-two) [c](missing.md) [d](https://x.org)");

        assertThatThrownBy(() -> new Site(repository, repository.resolve("out")).write())
                .hasMessage("links that lead nowhere:\nREADME.md: docs/training.md#part-two\nREADME.md: missing.md");
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(target)) {
            return files.filter(file -> file.toString().endsWith(".html") && !file.startsWith(target.resolve("files")))
                    .toList();
        }
    }
}
