package org.mobilenet4j.server.route;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.mobilenet4j.server.http.Exchange;
import org.mobilenet4j.server.http.HttpProblem;
import org.mobilenet4j.server.http.Route;

/** Lets only those ask who show the token. */
public final class TokenGuard {
    private TokenGuard() {}

    /** The same routes for those who show the token. */
    public static List<Route> guarded(List<Route> routes, String token) {
        byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        return routes.stream()
                .map(route -> new Route(route.method(), route.template(), exchange -> {
                    require(exchange, expected);
                    route.handler().handle(exchange);
                }))
                .toList();
    }

    private static void require(Exchange exchange, byte[] expected) {
        byte[] shown = exchange.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(shown, expected)) { // takes as long for any
            throw HttpProblem.unauthorized("the management port wants its token: Authorization: Bearer TOKEN");
        }
    }
}
