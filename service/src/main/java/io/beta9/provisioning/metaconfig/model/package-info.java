/**
 * The infra model: its derivation from a meta-config, its JSON form, and the differences between
 * two models. May use {@code metaconfig.catalog}, {@code metaconfig.network}, {@code
 * metaconfig.text}.
 */
@NullMarked
package io.beta9.provisioning.metaconfig.model;

import org.jspecify.annotations.NullMarked;
