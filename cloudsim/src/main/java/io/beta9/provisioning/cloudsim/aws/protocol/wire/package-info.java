/** HTTP requests and responses, independent of any HTTP server. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.protocol.wire;

import org.jspecify.annotations.NullMarked;
