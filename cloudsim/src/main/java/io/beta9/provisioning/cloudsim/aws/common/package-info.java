/** What several services need: tags, pages, ids, shapes. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.common;

import org.jspecify.annotations.NullMarked;
