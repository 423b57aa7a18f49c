package org.mobilenet4j.onnx;

/** A named setting of an operator. */
record Attribute(ProtoMessage message) {
    private static final int NAME = 1;
    private static final int REAL = 2;
    private static final int NUMBER = 3;
    private static final int TEXT = 4;
    private static final int NUMBERS = 8;
    private static final int TYPE = 20;

    private static final int TYPE_REAL = 1;
    private static final int TYPE_NUMBER = 2;
    private static final int TYPE_TEXT = 3;
    private static final int TYPE_NUMBERS = 7;

    static Attribute of(String name, int value) {
        return new Attribute(
                new ProtoMessage().text(NAME, name).number(NUMBER, value).number(TYPE, TYPE_NUMBER));
    }

    static Attribute of(String name, float value) {
        return new Attribute(
                new ProtoMessage().text(NAME, name).real(REAL, value).number(TYPE, TYPE_REAL));
    }

    static Attribute of(String name, String value) {
        return new Attribute(
                new ProtoMessage().text(NAME, name).text(TEXT, value).number(TYPE, TYPE_TEXT));
    }

    static Attribute of(String name, int... values) {
        ProtoMessage message = new ProtoMessage().text(NAME, name);
        for (int value : values) {
            message.number(NUMBERS, value);
        }
        return new Attribute(message.number(TYPE, TYPE_NUMBERS));
    }
}
