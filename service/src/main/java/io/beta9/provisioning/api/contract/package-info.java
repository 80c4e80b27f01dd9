/**
 * What every request and response of the API has to comply with: syntax, query parameters, bodies,
 * representations. May use {@code api.authorization}, {@code api.problem}, {@code api.request}.
 */
@NullMarked
package io.beta9.provisioning.api.contract;

import org.jspecify.annotations.NullMarked;
