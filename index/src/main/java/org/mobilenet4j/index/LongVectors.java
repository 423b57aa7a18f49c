package org.mobilenet4j.index;

import java.io.IOException;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's own codec, which writes vectors of any length that a network gives: Lucene stops at 1,024 dimensions by default,
 * and MobileNetV2's features have 1,280. The files are the usual ones, under the usual names, so that any Lucene reads them.
 */
final class LongVectors extends FilterCodec {
    private static final int MOST_DIMENSIONS = 1 << 14;

    LongVectors() {
        super(Codec.getDefault().getName(), Codec.getDefault());
    }

    @Override
    public KnnVectorsFormat knnVectorsFormat() {
        return new Unbounded(delegate.knnVectorsFormat());
    }

    private static final class Unbounded extends KnnVectorsFormat {
        private final KnnVectorsFormat format;

        Unbounded(KnnVectorsFormat format) {
            super(format.getName());
            this.format = format;
        }

        @Override
        public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
            return format.fieldsWriter(state);
        }

        @Override
        public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
            return format.fieldsReader(state);
        }

        @Override
        public int getMaxDimensions(String fieldName) {
            return MOST_DIMENSIONS;
        }
    }
}
