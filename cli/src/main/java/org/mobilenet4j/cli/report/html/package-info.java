/**
 * Reports that a browser shows: a {@link org.mobilenet4j.cli.report.html.Page} of text, tables, charts and images in one
 * file that needs nothing beside it, neither scripts nor the network. Charts are drawn as SVG, so that they stay sharp on
 * a phone and on paper. Knows nothing of models.
 */
@NullMarked
package org.mobilenet4j.cli.report.html;

import org.jspecify.annotations.NullMarked;
