/**
 * The taxonomy of failures: the catalogue of codes, the data of one failure, and the only place
 * that renders failures as sentences. Uses no other package.
 */
@NullMarked
package io.beta9.provisioning.failure;

import org.jspecify.annotations.NullMarked;
