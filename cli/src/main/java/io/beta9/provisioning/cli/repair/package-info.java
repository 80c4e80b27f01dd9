/** Commands that change the account of an environment beside its operations. */
@NullMarked
package io.beta9.provisioning.cli.repair;

import org.jspecify.annotations.NullMarked;
