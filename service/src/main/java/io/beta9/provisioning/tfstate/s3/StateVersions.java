package io.beta9.provisioning.tfstate.s3;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;
import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.BoundedObject;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.StateBackend;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The current and earlier versions of the state of one environment. */
public final class StateVersions {
  /** The maximum number of versions per delete request. */
  private static final int MAX_BATCH = 1000;

  private final AwsSession session;
  private final StateBackend backend;

  public StateVersions(AwsSession session, StateBackend backend) {
    this.session = session;
    this.backend = backend;
  }

  /**
   * A version of the state.
   *
   * @param current whether it is the one that Terraform reads
   */
  public record StateVersion(String id, Instant writtenAt, long bytes, boolean current) {}

  /**
   * The content of a version.
   *
   * @param etag detects whether the version has been replaced
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  public record StateContent(byte[] bytes, String etag) {}

  /**
   * Returns the newest {@value #MAX_LISTED_VERSIONS} versions, newest first; empty if there is no
   * state yet.
   */
  public List<StateVersion> list() {
    return calling(
        "Listing the state's versions",
        () -> {
          List<StateVersion> versions = new ArrayList<>();
          try {
            for (ObjectVersion version :
                session
                    .s3()
                    .listObjectVersionsPaginator(
                        r -> r.bucket(backend.bucket()).prefix(backend.key()))
                    .versions()) {
              if (version.key().equals(backend.key())) { // excludes the lock file
                versions.add(
                    new StateVersion(
                        version.versionId(),
                        version.lastModified(),
                        version.size(),
                        version.isLatest()));
              }
              if (versions.size() == MAX_LISTED_VERSIONS) {
                break;
              }
            }
          } catch (S3Exception e) {
            if (e.statusCode() != 404) {
              throw e;
            }
          }
          return versions;
        });
  }

  /** The states of this module have less than one megabyte. */
  static final int MAX_STATE_BYTES = 4 * 1024 * 1024;

  /** The newest ones are listed: the customer decides how many there are. */
  static final int MAX_LISTED_VERSIONS = 5_000;

  /**
   * Returns the content of a version, or of the current one if null; empty if it does not exist.
   */
  public Optional<StateContent> read(@Nullable String version) {
    return calling(
        "Reading the state",
        () -> {
          try {
            BoundedObject object =
                BoundedObject.read(
                    session.s3(), backend.bucket(), backend.key(), version, MAX_STATE_BYTES);
            byte[] bytes = object.bytes();
            if (bytes == null) {
              throw new FailureException(
                  Failure.of(FailureCode.STATE_UNREADABLE, "Reading the state"));
            }
            return Optional.of(new StateContent(bytes, object.eTag()));
          } catch (S3Exception e) {
            // S3 rejects an invalid version id as a bad request.
            if (e.statusCode() == 404 || (version != null && e.statusCode() == 400)) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  /** Returns the ETag of the current version; empty if there is none. */
  public Optional<String> currentTag() {
    return calling(
        "Reading the state",
        () -> {
          try {
            return Optional.of(
                session.s3().headObject(r -> r.bucket(backend.bucket()).key(backend.key())).eTag());
          } catch (S3Exception e) {
            if (e.statusCode() == 404) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  /**
   * Writes a new version.
   *
   * @param replaced the ETag of the version that it replaces; null if there is none
   * @return false if another writer has changed the state since
   */
  public boolean write(byte[] state, @Nullable String replaced) {
    return calling(
        "Writing the state",
        () -> {
          try {
            session
                .s3()
                .putObject(
                    r -> {
                      r.bucket(backend.bucket()).key(backend.key()).contentType("application/json");
                      if (replaced == null) {
                        r.ifNoneMatch("*");
                      } else {
                        r.ifMatch(replaced);
                      }
                    },
                    RequestBody.fromBytes(state));
            return true;
          } catch (S3Exception e) {
            // S3 answers NoSuchKey if the version to replace has been deleted.
            if (e.statusCode() == 412 || e.statusCode() == 409 || hasCode(e, "NoSuchKey")) {
              return isCurrent(state);
            }
            throw e;
          }
        });
  }

  /**
   * A write whose response was lost makes its repetition fail, because the ETag is no longer the
   * same.
   */
  private boolean isCurrent(byte[] state) {
    return read(null).filter(current -> Arrays.equals(current.bytes(), state)).isPresent();
  }

  /** Deletes versions permanently. */
  public void delete(List<String> versions) {
    delete(backend.key(), versions);
  }

  /**
   * Deletes old versions and delete markers of the lock file; its current version is kept.
   *
   * @return the number of deleted versions
   */
  public int deleteOldLocks() {
    List<String> old =
        calling(
            "Listing old versions of the lock file",
            () -> {
              List<String> found = new ArrayList<>();
              for (ListObjectVersionsResponse page :
                  session
                      .s3()
                      .listObjectVersionsPaginator(
                          r -> r.bucket(backend.bucket()).prefix(backend.lockFileKey()))) {
                page.versions().stream()
                    .filter(version -> !version.isLatest())
                    .map(ObjectVersion::versionId)
                    .forEach(found::add);
                page.deleteMarkers().stream()
                    .filter(marker -> !marker.isLatest())
                    .map(DeleteMarkerEntry::versionId)
                    .forEach(found::add);
              }
              return found;
            });
    delete(backend.lockFileKey(), old);
    return old.size();
  }

  private void delete(String key, List<String> versions) {
    for (int from = 0; from < versions.size(); from += MAX_BATCH) {
      List<ObjectIdentifier> batch =
          versions.subList(from, Math.min(versions.size(), from + MAX_BATCH)).stream()
              .map(id -> ObjectIdentifier.builder().key(key).versionId(id).build())
              .toList();
      DeleteObjectsResponse done =
          calling(
              "Deleting old versions of the state",
              () ->
                  session
                      .s3()
                      .deleteObjects(
                          r ->
                              r.bucket(backend.bucket())
                                  .delete(d -> d.objects(batch).quiet(true))));
      if (!done.errors().isEmpty()) {
        throw new FailureException(
            Failure.of(FailureCode.STATE_VERSIONS_NOT_DELETED, "Deleting old versions of the state")
                .with(FailureParameter.FAILED, done.errors().size())
                .with(FailureParameter.TOTAL, batch.size())
                .with(
                    FailureParameter.REPORTED,
                    done.errors().getFirst().code() + ": " + done.errors().getFirst().message()));
      }
    }
  }
}
