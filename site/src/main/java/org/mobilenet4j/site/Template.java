package org.mobilenet4j.site;

import java.util.Map;
import java.util.Objects;

/**
 * The frame around every page: search, contents, and the page's own outline.
 *
 * @param hasApi whether the javadoc lies beside the pages
 */
record Template(Contents contents, Map<String, Page> pages, boolean hasApi) {
    String html(Page page) {
        return Resources.text("page.html")
                .replace("{{up}}", Site.up(page))
                .replace("{{title}}", Site.escaped(page.title()))
                .replace("{{contents}}", navigation(page))
                .replace("{{outline}}", outline(page))
                .replace("{{text}}", page.html());
    }

    private String navigation(Page current) {
        StringBuilder html = new StringBuilder();
        for (Contents.Chapter chapter : contents.chapters()) {
            html.append("<h2>").append(Site.escaped(chapter.title())).append("</h2>\n<ul>\n");
            for (String source : chapter.pages()) {
                Page page = Objects.requireNonNull(pages.get(source));
                html.append("<li><a href=\"%s\"%s>%s</a></li>\n"
                        .formatted(
                                Site.up(current) + page.url(),
                                page.source().equals(current.source()) ? " aria-current=\"page\"" : "",
                                Site.escaped(page.title())));
            }
            html.append("</ul>\n");
        }
        if (hasApi) {
            html.append("<h2>Library</h2>\n<ul><li><a href=\"%sapi/index.html\">Javadoc</a></li></ul>\n"
                    .formatted(Site.up(current)));
        }
        return html.toString();
    }

    private static String outline(Page page) {
        StringBuilder html = new StringBuilder();
        for (Page.Section section : page.outline()) {
            html.append(
                    "<li><a href=\"#%s\">%s</a></li>\n".formatted(section.anchor(), Site.escaped(section.heading())));
        }
        return html.isEmpty() ? "" : "<nav class=\"outline\" aria-label=\"On this page\"><ul>\n" + html + "</ul></nav>";
    }
}
