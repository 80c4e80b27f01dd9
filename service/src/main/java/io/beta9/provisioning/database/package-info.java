/**
 * The database as a whole: schema migrations, backup and restore, and the routing of reads between
 * the primary and its replica. Tables are accessed by the repositories of other packages.
 */
@NullMarked
package io.beta9.provisioning.database;

import org.jspecify.annotations.NullMarked;
