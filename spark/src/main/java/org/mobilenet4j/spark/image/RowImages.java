package org.mobilenet4j.spark.image;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.DecodeLimits;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.io.InvalidInputException;

/** The rows of a partition with their images, the files of coming rows being read meanwhile. For one thread. */
final class RowImages implements Iterator<RowImage> {
    private final Iterator<Row> rows;
    private final ImageColumn column;
    private final DecodeLimits limits;
    private final ImageDecoder decoder;
    private final Configuration hadoop;
    private final int readAhead;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private @Nullable ExecutorService readers;

    RowImages(
            Iterator<Row> rows,
            ImageColumn column,
            DecodeLimits limits,
            ImageDecoder decoder,
            Configuration hadoop,
            int readAhead) {
        this.rows = rows;
        this.column = column;
        this.limits = limits;
        this.decoder = decoder;
        this.hadoop = hadoop;
        this.readAhead = column.kind() == ImageColumn.Kind.PATH ? readAhead : 0;
    }

    @Override
    public boolean hasNext() {
        return !pending.isEmpty() || rows.hasNext();
    }

    @Override
    public RowImage next() {
        while (pending.size() <= readAhead && rows.hasNext()) {
            pending.add(begin(rows.next()));
        }
        if (pending.isEmpty()) {
            throw new NoSuchElementException();
        }
        Pending first = pending.remove();
        String name = "";
        try {
            ImageContent content = first.content();
            name = content.name();
            return new RowImage(first.row(), content.decoded(decoder), name, "");
        } catch (InvalidInputException e) {
            return new RowImage(first.row(), null, name, String.valueOf(e.getMessage()));
        }
    }

    /** A row whose content is on its way. */
    private interface Pending {
        Row row();

        ImageContent content();
    }

    private Pending begin(Row row) {
        return column.pathIn(row)
                .<Pending>map(path -> beginReading(row, path))
                .orElseGet(() -> new Present(row, column, limits));
    }

    private Pending beginReading(Row row, String path) {
        try {
            ImageFile file = ImageFile.at(path, hadoop);
            return readAhead == 0
                    ? new Unread(row, file, limits)
                    : new Reading(row, readers().submit(() -> file.read(limits)));
        } catch (InvalidInputException e) {
            return new Refused(row, e);
        }
    }

    private ExecutorService readers() {
        ExecutorService known = readers;
        if (known == null) {
            ExecutorService started = Executors.newFixedThreadPool(
                    readAhead,
                    Thread.ofPlatform().daemon().name("image-file-", 0).factory());
            TaskContext task = TaskContext.get();
            if (task != null) {
                TaskCompletionListener end = context -> started.shutdownNow();
                task.addTaskCompletionListener(end);
            }
            readers = started;
            known = started;
        }
        return known;
    }

    private record Present(Row row, ImageColumn column, DecodeLimits limits) implements Pending {
        @Override
        public ImageContent content() {
            return column.contentIn(row, limits);
        }
    }

    private record Unread(Row row, ImageFile file, DecodeLimits limits) implements Pending {
        @Override
        public ImageContent content() {
            return file.read(limits);
        }
    }

    private record Refused(Row row, InvalidInputException problem) implements Pending {
        @Override
        public ImageContent content() {
            throw problem;
        }
    }

    private record Reading(Row row, Future<ImageContent> file) implements Pending {
        @Override
        public ImageContent content() {
            try {
                return file.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof InvalidInputException problem) {
                    throw problem;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the task was ended while a file was read", e);
            }
        }
    }
}
