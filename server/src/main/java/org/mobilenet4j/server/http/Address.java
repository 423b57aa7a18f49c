package org.mobilenet4j.server.http;

/**
 * Where a server listens.
 *
 * @param host a name or address of this machine
 * @param port 0 for any that is free
 */
public record Address(String host, int port) {
    /** This machine alone. */
    public static final String LOOPBACK = "127.0.0.1";

    public Address {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port is " + port + ", expected 0 to 65535");
        }
    }
}
