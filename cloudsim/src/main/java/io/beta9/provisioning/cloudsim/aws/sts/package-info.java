/** Security Token Service: sessions of assumed roles. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.sts;

import org.jspecify.annotations.NullMarked;
