package org.mobilenet4j.site;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.TextContentRenderer;

/**
 * A Markdown file that becomes a page.
 *
 * @param source its path within the repository, with slashes
 */
record Page(String source, Node document) {
    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer HTML = HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .attributeProviderFactory(context -> Page::loadLazily)
            .build();
    private static final TextContentRenderer TEXT = TextContentRenderer.builder()
            .extensions(List.of(TablesExtension.create()))
            .build();

    /** A heading with the text below it, up to the next one of its rank or above. */
    record Section(String anchor, String heading, String text) {}

    static Page parse(String source, String markdown) {
        return new Page(source, PARSER.parse(markdown));
    }

    private static void loadLazily(Node node, String tag, Map<String, String> attributes) {
        if (node instanceof Image) {
            attributes.put("loading", "lazy");
        }
    }

    /** Where the page lies in the site. */
    String url() {
        return source.equals("README.md") ? "index.html" : source.substring(0, source.length() - 3) + ".html";
    }

    String title() {
        return headings(1).stream().findFirst().map(Page::plain).orElse(source);
    }

    /** The anchors of its headings. */
    Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        IdGenerator ids = IdGenerator.builder().build();
        headings(6).forEach(heading -> anchors.add(ids.generateId(plain(heading))));
        return anchors;
    }

    /** What is searched: the page's beginning and each of its second headings. */
    List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        IdGenerator ids = IdGenerator.builder().build();
        String anchor = "";
        String heading = title();
        StringBuilder text = new StringBuilder();
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading next) {
                String id = ids.generateId(plain(next));
                if (next.getLevel() == 2) {
                    sections.add(new Section(anchor, heading, text.toString()));
                    anchor = id;
                    heading = plain(next);
                    text.setLength(0);
                }
            }
            text.append(TEXT.render(node)).append('\n');
        }
        sections.add(new Section(anchor, heading, text.toString()));
        return sections;
    }

    /** The page's second headings and their anchors, for its own table of contents. */
    List<Section> outline() {
        return sections().stream().skip(1).toList();
    }

    /** Replaces the target of every link and image. */
    void redirect(UnaryOperator<String> targets) {
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                link.setDestination(targets.apply(link.getDestination()));
                visitChildren(link);
            }

            @Override
            public void visit(Image image) {
                image.setDestination(targets.apply(image.getDestination()));
                visitChildren(image);
            }
        });
    }

    String html() {
        return HTML.render(document);
    }

    private List<Heading> headings(int lowest) {
        List<Heading> headings = new ArrayList<>();
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                if (heading.getLevel() <= lowest) {
                    headings.add(heading);
                }
            }
        });
        return headings;
    }

    /** A heading's text as its anchor is made of it. */
    private static String plain(Heading heading) {
        StringBuilder text = new StringBuilder();
        heading.accept(new AbstractVisitor() {
            @Override
            public void visit(Text part) {
                text.append(part.getLiteral());
            }

            @Override
            public void visit(Code code) {
                text.append(code.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak lineBreak) {
                text.append('\n');
            }
        });
        return text.toString();
    }
}
