/** Security Token Service. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.sts;

import org.jspecify.annotations.NullMarked;
