/**
 * The papers' claims, computed: what MobileNetV1, V2 and V3 say of themselves, beside what comes out here. Each claim is a class
 * of figures; {@link org.mobilenet4j.report.papers.PapersReport} tells them to somebody who is new to them.
 */
@NullMarked
package org.mobilenet4j.report.papers;

import org.jspecify.annotations.NullMarked;
