package org.mobilenet4j.site;

import java.util.ArrayList;
import java.util.List;

/** The table of contents, from {@code contents.txt}: a heading a line, and below it, indented, the files of its pages. */
record Contents(List<Chapter> chapters) {
    /**
     * A part of the contents.
     *
     * @param pages paths of Markdown files within the repository, in the order in which they are read
     */
    record Chapter(String title, List<String> pages) {}

    static Contents read() {
        List<Chapter> chapters = new ArrayList<>();
        for (String line : Resources.text("contents.txt").lines().toList()) {
            if (line.isBlank()) {
                continue;
            }
            if (line.startsWith(" ")) {
                chapters.getLast().pages().add(line.strip());
            } else {
                chapters.add(new Chapter(line.strip(), new ArrayList<>()));
            }
        }
        return new Contents(List.copyOf(chapters));
    }

    List<String> pages() {
        return chapters.stream().flatMap(chapter -> chapter.pages().stream()).toList();
    }
}
