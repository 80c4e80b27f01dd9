/**
 * The values that a meta-config can choose from: profiles, GPU types, regions and versions.
 *
 * <p>May use: {@code metaconfig.network}, in Javadoc only.
 */
@NullMarked
package io.beta9.provisioning.metaconfig.catalog;

import org.jspecify.annotations.NullMarked;
