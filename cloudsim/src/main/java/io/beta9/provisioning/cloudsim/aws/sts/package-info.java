/** Security Token Service: sessions of assumed roles, users and web identities. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.sts;

import org.jspecify.annotations.NullMarked;
