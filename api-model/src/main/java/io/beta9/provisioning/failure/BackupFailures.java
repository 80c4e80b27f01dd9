package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.CONFLICT;
import static io.beta9.provisioning.failure.FailureClass.INTERNAL;

/** Backup, restore and migration of the service's own database. */
final class BackupFailures {
  private static final String READING_BACKUP = "Reading the backup {subject} failed";
  private static final String ANOTHER_BACKUP =
      "Use another backup; restore a dump of pg_dump with: psql $DATABASE_URL < FILE";
  private static final String SAME_VERSION =
      "Restore with the version that created the backup, into an empty database of"
          + " the same PostgreSQL version";

  static final FailureDefinition BACKUP_FAILED =
      new FailureDefinition(
          INTERNAL,
          "The backup of the service's database failed.",
          "Creating the backup failed",
          "{reported}",
          "Check that the database is reachable (./provisioner doctor), then retry the backup");

  static final FailureDefinition NOTHING_TO_BACK_UP =
      new FailureDefinition(
          CONFLICT,
          "The database contains no tables of this product.",
          "Creating the backup failed",
          "database {subject} has no schema of this product",
          "Set DATABASE_URL to the right database");

  static final FailureDefinition BACKUP_FILE_EXISTS =
      new FailureDefinition(
          CONFLICT,
          "The output file of the backup exists.",
          "Writing the backup to {subject} failed",
          "[{path} exists, from a backup that is running or was interrupted|the file"
              + " exists, and a backup does not overwrite it]",
          "[Delete {path} if no backup is running|Choose another file name]");

  static final FailureDefinition BACKUP_NOT_WRITABLE =
      new FailureDefinition(
          CONFLICT,
          "The output file of the backup cannot be created.",
          "Writing the backup to {subject} failed",
          "the file cannot be created: {reported}",
          "Choose a writable directory");

  static final FailureDefinition BACKUP_NOT_FOUND =
      new FailureDefinition(
          INTERNAL,
          "The backup file does not exist.",
          READING_BACKUP,
          "the file does not exist; nothing was restored",
          "Pass a file that ./provisioner db backup created");

  static final FailureDefinition BACKUP_UNREADABLE =
      new FailureDefinition(
          INTERNAL,
          "The file is not a readable backup.",
          READING_BACKUP,
          "[it is truncated or damaged ({damage})|it cannot be read: {reported}|it was"
              + " not created by ./provisioner db backup]; nothing was restored",
          ANOTHER_BACKUP);

  static final FailureDefinition BACKUP_ENCRYPTED =
      new FailureDefinition(
          CONFLICT,
          "The backup is encrypted, and no key was given.",
          READING_BACKUP,
          "it is encrypted; nothing was restored",
          "Pass the file with its secret key: ./provisioner db restore {subject} --key FILE");

  static final FailureDefinition BACKUP_KEY_MISMATCH =
      new FailureDefinition(
          CONFLICT,
          "The backup was encrypted for another key.",
          READING_BACKUP,
          "no secret key in {path} decrypts it; nothing was restored",
          "Pass the file with the secret key that belongs to the public key of the backup");

  static final FailureDefinition BACKUP_KEY_UNREADABLE =
      new FailureDefinition(
          CONFLICT,
          "The file contains no usable key for backups.",
          "Reading the keys in {subject} failed",
          "[the file cannot be read: {reported}|{damage}|it contains no key of the required"
              + " kind]; nothing was written",
          "A backup is encrypted with public keys (age1…) and restored with a secret key"
              + " (AGE-SECRET-KEY-1…). Create both: ./provisioner db backup-key --out backup.key");

  static final FailureDefinition BACKUP_CHANGED =
      new FailureDefinition(
          INTERNAL,
          "The contents of the backup differ from what was written.",
          READING_BACKUP,
          "[the rows of table {table} differ from those that were written ({rows} of"
              + " {expected} rows, or another checksum)|table {table} cannot be read:"
              + " {reported}|the rows of table {table} are missing|its manifest differs from"
              + " the one that was written]; nothing was restored",
          ANOTHER_BACKUP);

  static final FailureDefinition BACKUP_VERSION_UNSUPPORTED =
      new FailureDefinition(
          CONFLICT,
          "The backup was created by a newer version of this product.",
          "[Reading the backup {subject}|Restoring] failed",
          "[its schema is {version}, and this version supports up to {limit}|its format"
              + " {format} is unknown]; nothing was restored",
          "Restore it with the version that created it");

  static final FailureDefinition DATABASE_NOT_EMPTY =
      new FailureDefinition(
          CONFLICT,
          "The database to restore into is not empty.",
          "Restoring the backup failed",
          "database {subject} contains {found}",
          "Stop API and workers, create an empty database (psql -c 'CREATE DATABASE"
              + " {subject}_restored'), set DATABASE_URL to it and restore there");

  static final FailureDefinition SCHEMA_DIFFERS =
      new FailureDefinition(
          CONFLICT,
          "The schema of the database differs from that of the backup.",
          "Restoring the backup failed",
          "[table {table} does not have the columns of the backup|the schema cannot be"
              + " migrated to the scripts {schema}]; no rows were restored",
          SAME_VERSION);

  static final FailureDefinition RESTORE_NOT_VERIFIED =
      new FailureDefinition(
          INTERNAL,
          "The restored rows differ from those of the backup.",
          "Restoring the backup failed",
          "table {table} differs from the backup ({rows} of {expected} rows, or another"
              + " checksum); no rows were restored",
          SAME_VERSION);

  static final FailureDefinition RESTORE_FAILED =
      new FailureDefinition(
          INTERNAL,
          "The restore failed.",
          "Restoring the backup failed",
          "{reported}; no rows were restored",
          SAME_VERSION);

  static final FailureDefinition MIGRATION_OUT_OF_ORDER =
      new FailureDefinition(
          CONFLICT,
          "A migration was never applied, although later ones are.",
          "Migrating the database failed",
          "migration {subject} is not applied, although {version} is: a build without"
              + " {subject} has migrated this database. Nothing was changed",
          "Continue with the build that migrated it, or back up the database and revert the"
              + " later migrations: ./provisioner db backup, then ./provisioner db rollback"
              + " --steps {count} (it asks before it deletes anything), then ./provisioner db migrate");

  private BackupFailures() {}
}
