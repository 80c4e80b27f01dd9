package io.beta9.provisioning.tfstate.s3;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.StateBackend;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The state of one environment as it is and as it was, in its versioned bucket. */
public final class StateVersions {
  /** As many as S3 deletes in one call. */
  private static final int AT_ONCE = 1000;

  private final AwsSession session;
  private final StateBackend backend;

  public StateVersions(AwsSession session, StateBackend backend) {
    this.session = session;
    this.backend = backend;
  }

  /**
   * A version.
   *
   * @param current whether it is what Terraform reads
   */
  public record StateVersion(String id, Instant writtenAt, long bytes, boolean current) {}

  /**
   * A version's content.
   *
   * @param mark by which it is told whether it has been replaced: its ETag
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  public record StateContent(byte[] bytes, String mark) {}

  /** All of them, the newest first; none where there is no state yet. */
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
              if (version.key().equals(backend.key())) { // and not its lock file
                versions.add(
                    new StateVersion(
                        version.versionId(),
                        version.lastModified(),
                        version.size(),
                        version.isLatest()));
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

  /** A version's content; of the current one where none is named. Nothing where there is none. */
  public Optional<StateContent> read(@Nullable String version) {
    return calling(
        "Reading the state",
        () -> {
          try {
            ResponseBytes<GetObjectResponse> object =
                session
                    .s3()
                    .getObjectAsBytes(
                        r -> r.bucket(backend.bucket()).key(backend.key()).versionId(version));
            return Optional.of(new StateContent(object.asByteArray(), object.response().eTag()));
          } catch (S3Exception e) {
            // An id that cannot be one is a bad request to S3.
            if (e.statusCode() == 404 || (version != null && e.statusCode() == 400)) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  /**
   * Writes a new version.
   *
   * @param replaced the mark of what it replaces; null where there is nothing
   * @return false where somebody else has written meanwhile
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
            if (e.statusCode() == 412 || e.statusCode() == 409) {
              return false;
            }
            throw e;
          }
        });
  }

  /** Deletes versions for good. */
  public void delete(List<String> versions) {
    delete(backend.key(), versions);
  }

  /**
   * Deletes what taking and releasing the lock has left in the bucket, where every deletion is only
   * one more version. What the lock file is at this moment stays.
   *
   * @return how many
   */
  public int deleteOldLocks() {
    List<String> old =
        calling(
            "Listing what is left of locks",
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
    for (int from = 0; from < versions.size(); from += AT_ONCE) {
      List<ObjectIdentifier> some =
          versions.subList(from, Math.min(versions.size(), from + AT_ONCE)).stream()
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
                              r.bucket(backend.bucket()).delete(d -> d.objects(some).quiet(true))));
      if (done.hasErrors() && !done.errors().isEmpty()) {
        throw new FailureException(
            Failure.of(FailureCode.STATE_VERSIONS_NOT_DELETED, "Deleting old versions of the state")
                .with(FailureParameter.FAILED, done.errors().size())
                .with(FailureParameter.TOTAL, some.size())
                .with(
                    FailureParameter.REPORTED,
                    done.errors().getFirst().code() + ": " + done.errors().getFirst().message()));
      }
    }
  }
}
