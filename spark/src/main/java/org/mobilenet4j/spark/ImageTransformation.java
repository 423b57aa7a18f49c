package org.mobilenet4j.spark;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.image.ImageReading;
import org.mobilenet4j.spark.image.RowImage;
import org.mobilenet4j.spark.model.SharedModel;

/**
 * What a task does with its rows: reads their images, and puts what the model says of them behind the columns that are
 * there.
 *
 * @param outputs the new columns, in their order
 * @param topK how many classes {@link ImageOutput#TOP_K} has
 * @param hasError whether a column of reasons stands behind them
 */
record ImageTransformation(
        SharedModel model,
        ImageReading reading,
        List<ImageOutput> outputs,
        int topK,
        boolean hasError,
        UnreadImages unread,
        ImageCounts counts)
        implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Answered(reading.read(rows), new ImageAnswers(model.running(), outputs, topK));
    }

    private final class Answered implements Iterator<Row> {
        private final Iterator<RowImage> images;
        private final ImageAnswers answers;
        private @Nullable Row next;

        Answered(Iterator<RowImage> images, ImageAnswers answers) {
            this.images = images;
            this.answers = answers;
        }

        @Override
        public boolean hasNext() {
            while (next == null && images.hasNext()) {
                next = answered(images.next(), answers);
            }
            return next != null;
        }

        @Override
        public Row next() {
            Row row = hasNext() ? next : null;
            if (row == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return row;
        }
    }

    /** The row with its answers; null where it is left out. */
    private @Nullable Row answered(RowImage image, ImageAnswers answers) {
        counts.images().add(1);
        RgbImage pixels = image.image();
        String problem = image.problem();
        if (pixels != null) {
            try {
                return joined(image.row(), answers.of(pixels), null);
            } catch (InvalidInputException e) {
                problem = image.name() + ": " + e.getMessage();
            }
        }
        counts.errors().add(1);
        return switch (unread) {
            case KEEP -> joined(image.row(), new @Nullable Object[outputs.size()], problem);
            case SKIP -> null;
            case ERROR -> throw new InvalidInputException(problem + " (handleInvalid is error)");
        };
    }

    private Row joined(Row row, @Nullable Object[] answers, @Nullable String problem) {
        @Nullable Object[] cells = new @Nullable Object[row.size() + answers.length + (hasError ? 1 : 0)];
        for (int i = 0; i < row.size(); i++) {
            cells[i] = row.get(i);
        }
        System.arraycopy(answers, 0, cells, row.size(), answers.length);
        if (hasError) {
            cells[cells.length - 1] = problem;
        }
        return RowFactory.create(cells);
    }
}
