/**
 * A network that learns: every layer with its forward and backward computation written out, built from the same
 * description as all else. Maps are {@code N x H x W x C}. No tape: a layer knows those it reads, and where a
 * value has several readers their gradients are added in the readers' order. Public are only the network, its gradients and its mode; losses and optimisers live outside.
 */
@NullMarked
package org.mobilenet4j.training.network;

import org.jspecify.annotations.NullMarked;
