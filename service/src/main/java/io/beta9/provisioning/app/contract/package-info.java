/**
 * The beans that requests and responses have to comply with. May use no other subpackage of {@code
 * app}.
 */
@NullMarked
package io.beta9.provisioning.app.contract;

import org.jspecify.annotations.NullMarked;
