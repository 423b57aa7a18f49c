package org.mobilenet4j.server.model;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;

/**
 * The models of a server by their names. A model is loaded and warmed while the one before it still answers, and takes its
 * place at once; one that does not load leaves the old one where it is. Safe for any number of threads; loading takes turns.
 */
public final class ModelRepository {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final int maxPixels;
    private final WarmUp warmUp;
    private final ReentrantLock loading = new ReentrantLock(true);

    /** Guarded by the lock: whether a model was warmed already. */
    private boolean isWarm;

    /** What is known of a name. What changes does so at once, by one reference. */
    private static final class Entry {
        private final ModelSource source;
        private final Map<Integer, ModelStatistics> statistics = new ConcurrentHashMap<>();
        private volatile Status status = new Status(ModelState.LOADING, "", new TreeMap<>());

        Entry(ModelSource source) {
            this.source = source;
        }
    }

    private record Status(ModelState state, String reason, NavigableMap<Integer, ServedModel> versions) {}

    /**
     * The state of a version.
     *
     * @param version empty where none is known
     * @param reason why it is not ready
     */
    public record Listed(String name, String version, ModelState state, String reason) {}

    /**
     * Models that are not loaded yet.
     *
     * @param sources by name, the first of which is asked where a request names none
     * @param maxPixels of an image
     * @throws InvalidInputException if a name is none that every client can ask for
     */
    public ModelRepository(Map<String, ModelSource> sources, int maxPixels, WarmUp warmUp) {
        this.maxPixels = maxPixels;
        this.warmUp = warmUp;
        sources.forEach((name, source) -> {
            requireName(name);
            entries.put(name, new Entry(source));
        });
    }

    /**
     * Checks a name.
     *
     * @throws InvalidInputException if it is none that every client can ask for
     */
    public static void requireName(String name) {
        if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new InvalidInputException("the model's name is '" + name
                    + "', expected letters, digits, '_', '-' and '.'; give it one: --model NAME=PATH");
        }
    }

    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /**
     * Reads a model's versions anew, warms them and lets them take over.
     *
     * @return how long it took until they were warm
     * @throws UnavailableModelException if there is no such name
     * @throws InvalidInputException if they cannot be loaded; then the old ones stay
     * @throws IOException if the disk fails; then the old ones stay
     */
    public WarmUp.Result load(String name) throws IOException {
        Entry entry = entry(name);
        loading.lock();
        try {
            if (entry.status.versions.isEmpty()) {
                entry.status = new Status(ModelState.LOADING, "", entry.status.versions);
            }
            NavigableMap<Integer, ServedModel> versions = new TreeMap<>();
            WarmUp.Result warmth = WarmUp.Result.NONE;
            for (Map.Entry<Integer, ModelSource.Version> version :
                    entry.source.versions().entrySet()) {
                Engine engine = version.getValue().load(maxPixels);
                warmth = warmth.and(warmUp.warm(engine, !isWarm));
                isWarm = true;
                ModelStatistics statistics =
                        entry.statistics.computeIfAbsent(version.getKey(), key -> new ModelStatistics());
                versions.put(version.getKey(), new ServedModel(name, version.getKey(), engine, statistics));
            }
            entry.status = new Status(ModelState.READY, "", versions);
            return warmth;
        } catch (IOException | RuntimeException | Error e) {
            Status old = entry.status;
            if (old.versions.isEmpty()) {
                entry.status = new Status(ModelState.UNAVAILABLE, String.valueOf(e.getMessage()), old.versions);
            }
            throw e;
        } finally {
            loading.unlock();
        }
    }

    /**
     * Takes a model away; requests that have begun are answered.
     *
     * @throws UnavailableModelException if there is no such name
     */
    public void unload(String name) {
        Entry entry = entry(name);
        loading.lock();
        try {
            entry.status = new Status(ModelState.UNAVAILABLE, "unloaded", new TreeMap<>());
        } finally {
            loading.unlock();
        }
    }

    /**
     * A version that is ready.
     *
     * @param name null for the first
     * @param version null for the newest
     * @throws UnavailableModelException if there is none
     */
    public ServedModel find(@Nullable String name, @Nullable String version) {
        String asked = name == null ? entries.keySet().iterator().next() : name;
        Status status = entry(asked).status;
        if (status.versions.isEmpty()) {
            throw new UnavailableModelException(
                    true,
                    "model '" + asked + "' is not ready"
                            + (status.reason.isEmpty() ? ", it is loading" : ": " + status.reason));
        }
        if (version == null) {
            return status.versions.lastEntry().getValue();
        }
        ServedModel found = status.versions.get(number(version));
        if (found == null) {
            throw new UnavailableModelException(
                    false,
                    "model '" + asked + "' has no version '" + version + "', it has " + status.versions.keySet());
        }
        return found;
    }

    private static int number(String version) {
        try {
            return Integer.parseInt(version);
        } catch (NumberFormatException e) {
            return -1; // no version
        }
    }

    /** The versions of a model that are ready. */
    public List<ServedModel> versions(String name) {
        return List.copyOf(entry(name).status.versions.values());
    }

    /** The state of a name. */
    public ModelState state(String name) {
        return entry(name).status.state;
    }

    /** Whether every model is ready. */
    public boolean isReady() {
        return entries.values().stream().allMatch(entry -> entry.status.state == ModelState.READY);
    }

    /** Whether one model is ready at least. */
    public boolean isAnyReady() {
        return entries.values().stream().anyMatch(entry -> entry.status.state == ModelState.READY);
    }

    /** All names with their versions and states. */
    public List<Listed> list() {
        return entries.entrySet().stream()
                .flatMap(entry -> list(entry.getKey(), entry.getValue().status).stream())
                .toList();
    }

    private static List<Listed> list(String name, Status status) {
        return status.versions.isEmpty()
                ? List.of(new Listed(name, "", status.state, status.reason))
                : status.versions.keySet().stream()
                        .map(version -> new Listed(name, version.toString(), status.state, status.reason))
                        .toList();
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            String shown = NAME.matcher(name).matches() ? "'" + name + "'" : "of that name";
            throw new UnavailableModelException(
                    false, "there is no model " + shown + ", expected one of " + entries.keySet());
        }
        return entry;
    }
}
