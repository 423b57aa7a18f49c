/**
 * Reports for people: pages of HTML that hold everything they show, charts, tables, curves for TensorBoard. Prints
 * nothing and knows nothing of the program.
 */
@NullMarked
package org.mobilenet4j.report;

import org.jspecify.annotations.NullMarked;
