package org.mobilenet4j.data;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.mobilenet4j.io.InvalidInputException;

/**
 * One XML file of PASCAL VOC's annotations. Nothing outside the file is ever read: a document type, which is where entities
 * are declared, is refused.
 *
 * @param size texts of its width and height, by these names
 * @param objects the texts in each, by their element's name: name, difficult, xmin and so on
 */
record VocAnnotation(String fileName, Map<String, String> size, List<Map<String, String>> objects) {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_OBJECTS = 100_000;
    private static final XMLInputFactory XML = factory();

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory(); // the JDK's, whatever else is on the class path
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /**
     * Reads a file's content; empty where its root is no {@code annotation}.
     *
     * @throws InvalidInputException if it is no XML, has a document type, or is nested too deep; without the file's name
     */
    static Optional<VocAnnotation> read(byte[] xml) {
        try {
            XMLStreamReader reader;
            synchronized (XML) { // not said to be safe for threads
                reader = XML.createXMLStreamReader(new StringReader(text(xml)));
            }
            try {
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | RuntimeException e) {
            if (e instanceof InvalidInputException refused) {
                throw refused;
            }
            String reason = String.valueOf(e.getMessage()).lines().reduce("", (first, last) -> last);
            throw new InvalidInputException(
                    "is not valid XML (" + reason.replaceAll("\\p{Cntrl}+", " ").strip() + ")", e);
        }
    }

    /** Decoded here: the JDK's reader prints to the console what is wrong with bytes. */
    private static String text(byte[] xml) {
        boolean isUtf16 = xml.length > 1 && (xml[0] & 0xFF) + (xml[1] & 0xFF) == 0xFE + 0xFF;
        String text = isUtf16 ? new String(xml, StandardCharsets.UTF_16) : DirectorySource.text(xml);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Optional<VocAnnotation> read(XMLStreamReader reader) throws XMLStreamException {
        List<String> path = new ArrayList<>();
        String fileName = "";
        Map<String, String> size = new LinkedHashMap<>();
        List<Map<String, String>> objects = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new InvalidInputException(
                            "has a document type or entities of its own, expected plain elements");
                case XMLStreamConstants.START_ELEMENT -> {
                    path.add(reader.getLocalName());
                    text.setLength(0);
                    if (path.size() > MAX_DEPTH) {
                        throw new InvalidInputException(
                                "is nested more than " + MAX_DEPTH + " deep, expected VOC's XML");
                    }
                    if (!path.getFirst().equals("annotation")) {
                        return Optional.empty();
                    }
                    if (path.size() == 2 && path.get(1).equals("object")) {
                        objects.add(new LinkedHashMap<>());
                    }
                    if (objects.size() > MAX_OBJECTS) {
                        throw new InvalidInputException("has more than " + MAX_OBJECTS + " objects, expected fewer");
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    String value = text.toString().strip();
                    String where = String.join("/", path.subList(1, path.size()));
                    text.setLength(0);
                    switch (where) {
                        case "filename" -> fileName = value;
                        case "size/width", "size/height" -> size.putIfAbsent(path.getLast(), value);
                        case "object/name", "object/difficult" ->
                            objects.getLast().putIfAbsent(path.getLast(), value);
                        // A part of a body has a box of its own, deeper within.
                        case "object/bndbox/xmin", "object/bndbox/ymin", "object/bndbox/xmax", "object/bndbox/ymax" ->
                            objects.getLast().putIfAbsent(path.getLast(), value);
                        default -> {}
                    }
                    path.removeLast();
                }
                default -> {}
            }
        }
        return path.isEmpty() ? Optional.of(new VocAnnotation(fileName, size, objects)) : Optional.empty();
    }
}
