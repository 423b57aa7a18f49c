package org.mobilenet4j.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the site: a page for each Markdown file of the {@link Contents}, the files that they link to, and what is searched.
 * A link that leads nowhere fails the build.
 */
public final class Site {
    private static final Pattern OUTSIDE = Pattern.compile("[a-z]+:.*");
    private static final String API = "api";
    private static final List<String> ASSETS = List.of("site.css", "site.js");
    private static final String LUNR = "/META-INF/resources/webjars/lunr/2.3.9/lunr.min.js";

    private final Path root;
    private final Path target;
    private final Contents contents = Contents.read();
    private final Map<String, Page> pages = new LinkedHashMap<>();
    private final Set<String> linkedFiles = new TreeSet<>();
    private final List<String> deadLinks = new ArrayList<>();

    Site(Path root, Path target) {
        this.root = root.toAbsolutePath().normalize();
        this.target = target;
    }

    /**
     * Writes the site.
     *
     * @param args the repository, and the folder to write to
     */
    public static void main(String[] args) throws IOException {
        new Site(Path.of(args[0]), Path.of(args[1])).write();
    }

    /**
     * Writes all, beside javadoc that may lie there.
     *
     * @throws IOException if the disk is full or fails, or a link leads nowhere; the message names them all
     */
    void write() throws IOException {
        for (String source : contents.pages()) {
            pages.put(source, Page.parse(source, Files.readString(root.resolve(source))));
        }
        for (Page page : pages.values()) {
            page.redirect(link -> redirected(page, link));
        }
        if (!deadLinks.isEmpty()) {
            throw new IOException("links that lead nowhere:\n" + String.join("\n", deadLinks));
        }
        boolean hasApi = Files.isDirectory(target.resolve(API));
        Template template = new Template(contents, pages, hasApi);
        for (Page page : pages.values()) {
            text(page.url(), template.html(page));
        }
        for (String file : linkedFiles) {
            Path copy = target.resolve("files").resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(root.resolve(file), copy, StandardCopyOption.REPLACE_EXISTING);
        }
        for (String asset : ASSETS) {
            text(asset, Resources.text(asset));
        }
        text("lunr.js", Resources.text(LUNR));
        text("search-data.js", searchData());
    }

    private void text(String url, String text) throws IOException {
        Path file = target.resolve(url);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }

    /** A script, because a browser lets no page that was opened from a disk read other files. */
    private String searchData() {
        List<Map<String, String>> sections = new ArrayList<>();
        for (Page page : pages.values()) {
            for (Page.Section section : page.sections()) {
                sections.add(Map.of(
                        "url", page.url() + (section.anchor().isEmpty() ? "" : "#" + section.anchor()),
                        "page", page.title(),
                        "heading", section.heading(),
                        "text", section.text()));
            }
        }
        return "const SECTIONS = " + JsonMapper.shared().writeValueAsString(sections) + ";\n";
    }

    private String redirected(Page page, String link) {
        if (OUTSIDE.matcher(link).matches()) {
            return link;
        }
        String[] parts = link.split("#", 2);
        String anchor = parts.length == 2 ? parts[1] : "";
        String source = page.source();
        if (!parts[0].isEmpty()) {
            Path file = root.resolve(page.source()).resolveSibling(parts[0]).normalize();
            if (!file.startsWith(root) || !Files.exists(file)) {
                return dead(page, link);
            }
            source = root.relativize(file).toString().replace('\\', '/');
        }
        if (Files.isDirectory(root.resolve(source))) {
            String first = source;
            return pages.values().stream()
                    .filter(known -> known.source().startsWith(first + "/"))
                    .findFirst()
                    .map(known -> up(page) + known.url())
                    .orElseGet(() -> dead(page, link));
        }
        Page linked = pages.get(source);
        if (linked == null) {
            if (source.endsWith(".md") && source.startsWith("docs/")) {
                return dead(page, link + " (is not in contents.txt)");
            }
            linkedFiles.add(source);
            return up(page) + "files/" + source;
        }
        if (!anchor.isEmpty() && !linked.anchors().contains(anchor)) {
            return dead(page, link);
        }
        return up(page) + linked.url() + (anchor.isEmpty() ? "" : "#" + anchor);
    }

    private String dead(Page page, String link) {
        deadLinks.add(page.source() + ": " + link);
        return link;
    }

    /** From a page to the site's top. */
    static String up(Page page) {
        return "../".repeat((int) page.url().chars().filter(c -> c == '/').count());
    }

    /** For the pages' own text. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
