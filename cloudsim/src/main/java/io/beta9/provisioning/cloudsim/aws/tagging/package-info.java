/** The Resource Groups Tagging API. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.tagging;

import org.jspecify.annotations.NullMarked;
