/**
 * The settings of the service: environment variables with defaults, bound to typed records and
 * validated together. No other package reads environment variables of the service. Each record is a
 * group of settings; {@link io.beta9.provisioning.settings.Settings} holds all groups.
 */
@NullMarked
package io.beta9.provisioning.settings;

import org.jspecify.annotations.NullMarked;
