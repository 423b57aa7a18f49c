package org.mobilenet4j.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whole requests, a POST of each image to each endpoint, made before anything is measured. */
final class Requests {
    /** By endpoint, then by image; outside the heap, from where they go to a socket uncopied. */
    private final List<List<ByteBuffer>> requests = new ArrayList<>();

    Requests(List<Endpoint> endpoints, List<byte[]> images) {
        for (Endpoint endpoint : endpoints) {
            requests.add(images.stream().map(image -> request(endpoint, image)).toList());
        }
    }

    private static ByteBuffer request(Endpoint endpoint, byte[] image) {
        byte[] head = head(endpoint, image.length);
        return ByteBuffer.allocateDirect(head.length + image.length)
                .put(head)
                .put(image)
                .flip();
    }

    /** The head of a request whose body has so many bytes. */
    static byte[] head(Endpoint endpoint, int bytes) {
        return String.join(
                        "\r\n",
                        "POST " + endpoint.path() + " HTTP/1.1",
                        "Host: " + endpoint.host(),
                        "User-Agent: mobilenet4j-bench",
                        "Accept: application/json",
                        "Content-Type: image/jpeg",
                        "Content-Length: " + bytes,
                        "",
                        "")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The n-th request to an endpoint: images take turns. */
    ByteBuffer get(int endpoint, long n) {
        List<ByteBuffer> images = requests.get(endpoint);
        return images.get((int) (n % images.size())).duplicate();
    }
}
