package org.mobilenet4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The dashboard asks for metrics that there are, by tags that they have. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("../docs/serving/grafana.json");

    /** What the server measures, as Prometheus names it, with the tags of each; of histograms the name before {@code _bucket}. */
    static final Map<String, Set<String>> METRICS = Map.ofEntries(
            Map.entry("mobilenet4j_request_seconds", Set.of("route", "model", "status")),
            Map.entry("mobilenet4j_queue_seconds", Set.of("model")),
            Map.entry("mobilenet4j_decode_seconds", Set.of("model")),
            Map.entry("mobilenet4j_network_seconds", Set.of("model")),
            Map.entry("mobilenet4j_batch_images", Set.of("model")),
            Map.entry("mobilenet4j_rejected_total", Set.of("cause")),
            Map.entry("mobilenet4j_queue_images", Set.of()),
            Map.entry("mobilenet4j_queue_bytes", Set.of()),
            Map.entry("mobilenet4j_queue_limit_images", Set.of()),
            Map.entry("mobilenet4j_queue_limit_bytes", Set.of()),
            Map.entry("mobilenet4j_connections", Set.of()),
            Map.entry("mobilenet4j_model_ready", Set.of("model")),
            Map.entry("jvm_memory_used_bytes", Set.of("area", "id")),
            Map.entry("process_cpu_usage", Set.of()));

    private static final Set<String> HISTOGRAMS = Set.of(
            "mobilenet4j_request_seconds",
            "mobilenet4j_queue_seconds",
            "mobilenet4j_decode_seconds",
            "mobilenet4j_network_seconds",
            "mobilenet4j_batch_images");

    /** Added by Prometheus itself. */
    private static final Set<String> TAGS_OF_PROMETHEUS = Set.of("instance", "job");

    private static final Pattern SERIES = Pattern.compile("\\b([a-z][a-z0-9_]*_[a-z0-9_]*)(\\{([^}]*)\\})?");
    private static final Pattern TAG = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");
    private static final Pattern GROUPED = Pattern.compile("by \\(([^)]*)\\)");
    private static final Set<String> FUNCTIONS = Set.of("histogram_quantile", "label_values");

    private final JsonNode dashboard = YamlFile.JSON.readTree(DASHBOARD.toFile());

    private record Query(String panel, String text) {}

    private List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : dashboard.get("panels")) {
            panel.path("targets")
                    .forEach(target -> queries.add(new Query(
                            panel.get("title").asString(), target.get("expr").asString())));
        }
        for (JsonNode variable : dashboard.at("/templating/list")) {
            if (variable.path("query").has("query")) {
                queries.add(new Query(
                        variable.get("name").asString(),
                        variable.at("/query/query").asString()));
            }
        }
        return queries;
    }

    @Test
    void everyQueryAsksForWhatIsMeasured() {
        Set<String> asked = new HashSet<>();
        for (Query query : queries()) {
            Set<String> tags = new HashSet<>(TAGS_OF_PROMETHEUS);
            List<String> used = new ArrayList<>();
            Matcher series = SERIES.matcher(query.text.replace("$__rate_interval", "5m"));
            while (series.find()) {
                if (FUNCTIONS.contains(series.group(1))) {
                    continue;
                }
                String metric = metric(series.group(1), tags);
                assertThat(METRICS).as(query.toString()).containsKey(metric);
                tags.addAll(METRICS.getOrDefault(metric, Set.of()));
                asked.add(metric);
                Matcher tag = TAG.matcher(series.group(3) == null ? "" : series.group(3));
                while (tag.find()) {
                    used.add(tag.group(1));
                }
            }
            Matcher grouped = GROUPED.matcher(query.text);
            while (grouped.find()) {
                used.addAll(List.of(grouped.group(1).split(", ", -1)));
            }
            assertThat(tags).as(query.toString()).containsAll(used);
        }
        assertThat(asked).containsExactlyInAnyOrderElementsOf(METRICS.keySet());
    }

    /** The metric behind a series; a histogram's buckets have a tag more. */
    private static String metric(String series, Set<String> tags) {
        for (String suffix : List.of("_bucket", "_count", "_sum")) {
            String name = series.endsWith(suffix) ? series.substring(0, series.length() - suffix.length()) : series;
            if (HISTOGRAMS.contains(name) && !name.equals(series)) {
                if (suffix.equals("_bucket")) {
                    tags.add("le");
                }
                return name;
            }
        }
        // A histogram by its bare name is no series, so it is not found.
        return HISTOGRAMS.contains(series) ? series + " without _bucket" : series;
    }

    @Test
    void panelsHaveNamesAndPlacesOfTheirOwn() {
        Set<Integer> ids = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            assertThat(ids.add(panel.get("id").asInt())).isTrue();
            assertThat(panel.get("title").asString()).isNotBlank();
            JsonNode place = panel.get("gridPos");
            assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    String cell =
                            (place.get("x").asInt() + x) + "," + (place.get("y").asInt() + y);
                    assertThat(places.add(cell))
                            .as(panel.get("title").asString())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void quantilesAreOfHistograms() {
        assertThat(queries())
                .filteredOn(query -> query.text.contains("histogram_quantile"))
                .hasSize(12)
                .allMatch(query -> query.text.contains("_bucket{") && query.text.contains("by (le)"));
    }
}
