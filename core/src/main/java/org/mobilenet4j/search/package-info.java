/**
 * Search for an architecture: a space of networks, a super-network whose weights they share, evolution and REINFORCE under
 * a limit of latency, and the training of what was found beside networks of the papers.
 */
@NullMarked
package org.mobilenet4j.search;

import org.jspecify.annotations.NullMarked;
