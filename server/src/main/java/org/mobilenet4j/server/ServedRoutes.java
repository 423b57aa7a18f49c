package org.mobilenet4j.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.mobilenet4j.server.http.Answer;
import org.mobilenet4j.server.http.Route;
import org.mobilenet4j.server.route.CardRoutes;
import org.mobilenet4j.server.route.ImageRoutes;
import org.mobilenet4j.server.route.OpenInferenceRoutes;
import org.mobilenet4j.server.route.PageRoutes;
import org.mobilenet4j.server.route.PredictRoutes;
import org.mobilenet4j.server.route.RepositoryRoutes;
import org.mobilenet4j.server.route.Service;

/**
 * All routes of a server.
 *
 * @param shared by both ports: the protocols
 * @param pages for people, on the open port alone
 * @param repository for who shows the token, on the management port alone
 */
record ServedRoutes(List<Route> shared, List<Route> pages, List<Route> repository, Route metrics) {
    static ServedRoutes of(Service service, ExecutorService loader, String version, BooleanSupplier isReady) {
        List<Route> shared = new ArrayList<>();
        shared.addAll(new OpenInferenceRoutes(service, version, isReady).routes());
        shared.addAll(new PredictRoutes(service).routes());
        shared.addAll(new ImageRoutes(service, isReady).routes());
        shared.addAll(new CardRoutes(service.models()).routes());
        return new ServedRoutes(
                shared,
                PageRoutes.routes(),
                new RepositoryRoutes(service.models(), loader).routes(),
                Route.get(
                        "/metrics",
                        exchange -> Answer.text(
                                "text/plain; version=0.0.4", service.metrics().scrape())));
    }

    /** Those of the open port where metrics are private. */
    List<Route> withoutMetrics() {
        return Stream.concat(shared.stream(), pages.stream()).toList();
    }

    /** Those of the open port. */
    List<Route> open() {
        return Stream.concat(withoutMetrics().stream(), Stream.of(metrics)).toList();
    }

    /** Those of the management port. */
    List<Route> managed() {
        return Stream.of(shared, repository, List.of(metrics))
                .flatMap(List::stream)
                .toList();
    }

    List<Route> all() {
        return Stream.concat(open().stream(), repository.stream()).toList();
    }
}
