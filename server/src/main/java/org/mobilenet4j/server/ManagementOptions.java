package org.mobilenet4j.server;

import org.mobilenet4j.server.http.Address;

/**
 * A port of its own for loading and unloading models.
 *
 * @param token that each request must show: {@code Authorization: Bearer TOKEN}
 */
public record ManagementOptions(Address address, String token) {
    private static final int SHORTEST_TOKEN = 8;

    public ManagementOptions {
        if (token.length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException(
                    "the token has " + token.length() + " characters, expected at least " + SHORTEST_TOKEN);
        }
    }
}
