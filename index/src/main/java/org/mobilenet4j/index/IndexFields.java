package org.mobilenet4j.index;

import java.io.IOException;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.FileStamp;

/** An image as a document: what Lucene calls things. */
final class IndexFields {
    static final String PATH = "path";
    static final String ROOT = "root";
    static final String LABEL = "label";
    static final String VECTOR = "vector";
    private static final String BYTES = "bytes";
    private static final String MODIFIED = "modified";

    private IndexFields() {}

    static Term path(String path) {
        return new Term(PATH, path);
    }

    /** @param vector of length 1; null of an image without a direction, which only its label finds */
    static Document document(IndexedImage image, float @Nullable [] vector) {
        Document document = new Document();
        document.add(new StringField(PATH, image.path(), Field.Store.YES));
        document.add(new StringField(ROOT, image.root(), Field.Store.YES));
        document.add(new StringField(LABEL, image.label(), Field.Store.YES));
        document.add(new StoredField(BYTES, image.stamp().bytes()));
        document.add(new StoredField(MODIFIED, image.stamp().modifiedMillis()));
        if (vector != null) {
            document.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
        }
        return document;
    }

    static IndexedImage image(StoredFields stored, int document) throws IOException {
        Document fields = stored.document(document);
        return new IndexedImage(
                fields.get(PATH),
                fields.get(ROOT),
                fields.get(LABEL),
                new FileStamp(number(fields, BYTES), number(fields, MODIFIED)));
    }

    private static long number(Document fields, String name) {
        return fields.getField(name).numericValue().longValue();
    }

    /** The vector with a length of 1; null where it has none. */
    static float @Nullable [] direction(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        if (!(squares > 0) || !Double.isFinite(squares)) {
            return null;
        }
        float[] direction = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            direction[i] = (float) (vector[i] / Math.sqrt(squares));
        }
        return direction;
    }
}
