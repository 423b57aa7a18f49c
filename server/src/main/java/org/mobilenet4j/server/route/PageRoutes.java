package org.mobilenet4j.server.route;

import java.util.List;
import java.util.Map;
import org.mobilenet4j.server.http.Answer;
import org.mobilenet4j.server.http.Exchange;
import org.mobilenet4j.server.http.Route;

/** The page, and the description of all routes. Both hold everything they need: no other address is asked. */
public final class PageRoutes {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:"
            + " data:; connect-src 'self'; media-src 'self' blob:; form-action 'none'; base-uri 'none';"
            + " frame-ancestors 'none'";

    private static final String FOLDER = "/org/mobilenet4j/server/";

    private PageRoutes() {}

    /** The routes. */
    public static List<Route> routes() {
        Answer page = page("index.html", "text/html; charset=utf-8");
        Answer style = page("page.css", "text/css; charset=utf-8");
        Answer script = page("page.js", "text/javascript; charset=utf-8");
        Answer yaml = Answer.resource(PageRoutes.class, FOLDER + "openapi.yaml", "application/yaml");
        Answer json = Answer.resource(PageRoutes.class, FOLDER + "openapi.json", Answer.JSON);
        return List.of(
                Route.get("/", exchange -> isPerson(exchange) ? page : Answer.json(Map.of("status", "alive"))),
                Route.get("/page/page.css", exchange -> style),
                Route.get("/page/page.js", exchange -> script),
                Route.get("/openapi.yaml", exchange -> yaml),
                new Route("OPTIONS", "/", exchange -> exchange.answer(json)));
    }

    private static Answer page(String name, String contentType) {
        return Answer.resource(PageRoutes.class, FOLDER + "page/" + name, contentType)
                .with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "no-referrer")
                .with("Cache-Control", "no-cache");
    }

    /** Whether a browser asks, and not a client that looks whether the server is alive. */
    private static boolean isPerson(Exchange exchange) {
        return exchange.header("Accept").orElse("").contains("text/html");
    }
}
