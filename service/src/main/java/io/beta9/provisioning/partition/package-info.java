/**
 * The partitions of AWS: their names in ARNs, their host names and their regions. May use the JDK
 * only.
 */
@NullMarked
package io.beta9.provisioning.partition;

import org.jspecify.annotations.NullMarked;
