/** The secrets of an environment. May use no other subpackage of {@code provider}. */
@NullMarked
package io.beta9.provisioning.provider.secrets;

import org.jspecify.annotations.NullMarked;
