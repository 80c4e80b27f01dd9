/** Sessions of the web console, and links that sign in once. May use no sibling package. */
@NullMarked
package io.beta9.provisioning.access.session;

import org.jspecify.annotations.NullMarked;
