package io.beta9.provisioning.cloudsim.aws.iam;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.AwsFault;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import java.util.List;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.GetLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsRequest;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsResponse;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesResponse;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysRequest;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysResponse;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.SSHPublicKeyMetadata;
import software.amazon.awssdk.services.iam.model.ServiceSpecificCredentialMetadata;
import software.amazon.awssdk.services.iam.model.SigningCertificate;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

/**
 * What a user could have and never has here: groups, devices, certificates, a password. Whoever
 * deletes a user with all that is theirs asks for each.
 */
final class UserBelongings {
  private final Store store;

  UserBelongings(Store store) {
    this.store = store;
  }

  void register(Operations on) {
    on.on(
        ListGroupsForUserRequest.class,
        (request, call) -> {
          require(request.userName(), call);
          return ListGroupsForUserResponse.builder()
              .groups(List.<Group>of())
              .isTruncated(false)
              .build();
        });
    on.on(
        ListMfaDevicesRequest.class,
        (request, call) ->
            ListMfaDevicesResponse.builder()
                .mfaDevices(List.<MFADevice>of())
                .isTruncated(false)
                .build());
    on.on(
        ListVirtualMfaDevicesRequest.class,
        (request, call) ->
            ListVirtualMfaDevicesResponse.builder()
                .virtualMFADevices(List.<VirtualMFADevice>of())
                .isTruncated(false)
                .build());
    on.on(
        ListSshPublicKeysRequest.class,
        (request, call) ->
            ListSshPublicKeysResponse.builder()
                .sshPublicKeys(List.<SSHPublicKeyMetadata>of())
                .isTruncated(false)
                .build());
    on.on(
        ListSigningCertificatesRequest.class,
        (request, call) ->
            ListSigningCertificatesResponse.builder()
                .certificates(List.<SigningCertificate>of())
                .isTruncated(false)
                .build());
    on.on(
        ListServiceSpecificCredentialsRequest.class,
        (request, call) ->
            ListServiceSpecificCredentialsResponse.builder()
                .serviceSpecificCredentials(List.<ServiceSpecificCredentialMetadata>of())
                .build());
    on.on(
        GetLoginProfileRequest.class,
        (request, call) -> {
          throw noLoginProfile(String.valueOf(request.userName()));
        });
    on.on(
        DeleteLoginProfileRequest.class,
        (request, call) -> {
          throw noLoginProfile(String.valueOf(request.userName()));
        });
  }

  private static AwsFault noLoginProfile(String user) {
    return IamFaults.noSuchEntity("Login Profile for User " + user + " cannot be found.");
  }

  private void require(String user, Call call) {
    IamState.of(store, call.account()).user(user);
  }
}
