/**
 * The infra model: its derivation from a meta-config, its JSON form, and the differences between
 * two models.
 *
 * <p>May use: {@code metaconfig} and its other subpackages.
 */
@NullMarked
package io.beta9.provisioning.metaconfig.model;

import org.jspecify.annotations.NullMarked;
