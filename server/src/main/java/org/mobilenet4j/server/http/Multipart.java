package org.mobilenet4j.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one file in a form ({@code multipart/form-data}, RFC 7578) that lies in memory whole, so that its length is
 * limited already.
 */
public final class Multipart {
    private static final int MAX_PARTS = 100;
    private static final int MAX_PART_HEADERS = 8 << 10;
    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]{1,200})\"|([^\\s;\"]{1,200}))");
    private static final Pattern NAME =
            Pattern.compile("[;\\s]name=\"?(data|file|image|body)\"?", Pattern.CASE_INSENSITIVE);

    private Multipart() {}

    /** Whether a body is a form with files. */
    public static boolean isForm(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    }

    /**
     * The content of the first part that is a file, or is called data, file, image or body.
     *
     * @throws HttpProblem if there is none, or the body is no such form
     */
    public static byte[] file(byte[] body, String contentType) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw HttpProblem.badRequest("Content-Type is '" + contentType + "', which names no boundary");
        }
        String name = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        byte[] delimiter = ("\r\n--" + name).getBytes(StandardCharsets.ISO_8859_1);
        int at = startsWith(body, delimiter) ? delimiter.length - 2 : endOf(body, delimiter, 0);
        for (int part = 0; part < MAX_PARTS; part++) {
            if (at < 0 || at + 1 >= body.length || body[at] == '-') { // the last delimiter has -- behind it
                throw HttpProblem.badRequest(
                        "the form has no file; send the image as a part with a filename, or called data, file or image");
            }
            int headersEnd = indexOf(body, "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1), at);
            int end = headersEnd < 0 ? -1 : indexOf(body, delimiter, headersEnd + 2);
            if (headersEnd < 0 || end < 0 || headersEnd - at > MAX_PART_HEADERS) {
                throw HttpProblem.badRequest("the form is malformed: a part has no end");
            }
            String headers = new String(body, at, headersEnd - at, StandardCharsets.ISO_8859_1);
            if (isFile(headers)) {
                return Arrays.copyOfRange(body, Math.min(headersEnd + 4, end), end);
            }
            at = end + delimiter.length;
        }
        throw HttpProblem.badRequest("the form has more than " + MAX_PARTS + " parts");
    }

    private static boolean isFile(String headers) {
        Optional<String> disposition = headers.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-disposition:"))
                .findFirst();
        return disposition.isPresent()
                && (disposition.get().contains("filename")
                        || NAME.matcher(disposition.get()).find());
    }

    /** Whether a body begins with the delimiter, which then has no line end before it. */
    private static boolean startsWith(byte[] body, byte[] delimiter) {
        int length = delimiter.length - 2;
        return body.length >= length && Arrays.equals(body, 0, length, delimiter, 2, delimiter.length);
    }

    private static int endOf(byte[] body, byte[] wanted, int from) {
        int found = indexOf(body, wanted, from);
        return found < 0 ? -1 : found + wanted.length;
    }

    private static int indexOf(byte[] body, byte[] wanted, int from) {
        for (int at = from; at <= body.length - wanted.length; at++) {
            if (body[at] == wanted[0] && Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
