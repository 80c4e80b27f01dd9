package io.beta9.provisioning.cloudsim.aws.ec2.compute;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Zones;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.CreateVolumeResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVolumeRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVolumeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/** Volumes: root volumes of nodes, and volumes created for clusters. */
public final class Volumes {
  private Volumes() {}

  public static void register(Ec2Operations operations) {
    operations.on(CreateVolumeRequest.class, Volumes::create);
    operations.on(DescribeVolumesRequest.class, Volumes::describe);
    operations.on(DeleteVolumeRequest.class, Volumes::delete);
  }

  /** Creates an unattached volume. */
  public static Volume add(Ec2Scope scope, String zone, int sizeGb, String type) {
    String id = ResourceIds.next("vol");
    Volume volume =
        Volume.builder()
            .volumeId(id)
            .availabilityZone(zone)
            .size(sizeGb)
            .volumeType(type)
            .iops(3000)
            .throughput(125)
            .encrypted(true)
            .multiAttachEnabled(false)
            .snapshotId("")
            .state(VolumeState.AVAILABLE)
            .createTime(scope.now())
            .attachments(List.of())
            .build();
    scope.state().volumes.put(id, volume);
    return volume;
  }

  /** Creates the root volume of an instance, which is deleted with it. */
  public static Volume addRootVolume(Ec2Scope scope, String instance, String zone, int sizeGb) {
    Volume created = add(scope, zone, sizeGb, "gp3");
    Volume attached =
        created.toBuilder()
            .state(VolumeState.IN_USE)
            .attachments(
                VolumeAttachment.builder()
                    .volumeId(created.volumeId())
                    .instanceId(instance)
                    .device("/dev/xvda")
                    .state("attached")
                    .deleteOnTermination(true)
                    .attachTime(scope.now())
                    .build())
            .build();
    scope.state().volumes.put(created.volumeId(), attached);
    return attached;
  }

  static void removeAttachedTo(Ec2Scope scope, String instance) {
    List<String> deleted =
        scope.state().volumes.values().stream()
            .filter(
                volume ->
                    volume.attachments().stream()
                        .anyMatch(item -> instance.equals(item.instanceId())))
            .map(Volume::volumeId)
            .toList();
    deleted.forEach(id -> remove(scope, id));
  }

  private static void remove(Ec2Scope scope, String id) {
    scope.state().volumes.remove(id);
    scope.state().forgetTags(id);
  }

  private static CreateVolumeResponse create(CreateVolumeRequest request, Ec2Scope scope) {
    String zone = Ec2Errors.requireParameter(request.availabilityZone(), "AvailabilityZone");
    if (!Zones.of(scope.region()).contains(zone)) {
      throw Ec2Errors.badRequest("InvalidZone.NotFound", "The zone '" + zone + "' does not exist.");
    }
    Map<String, String> tags = Ec2Tags.requested(request.tagSpecifications(), "volume");
    String type = request.volumeTypeAsString() == null ? "gp2" : request.volumeTypeAsString();
    Volume created = add(scope, zone, Ec2Errors.requireParameter(request.size(), "size"), type);
    scope.state().tag(created.volumeId(), tags);
    return CreateVolumeResponse.builder()
        .volumeId(created.volumeId())
        .availabilityZone(zone)
        .size(created.size())
        .volumeType(created.volumeType())
        .state(VolumeState.CREATING)
        .createTime(created.createTime())
        .encrypted(created.encrypted())
        .tags(scope.tags(created.volumeId()))
        .build();
  }

  private static DescribeVolumesResponse describe(DescribeVolumesRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<Volume>(scope.state(), Volume::volumeId)
            .on("volume-id", Volume::volumeId)
            .on("status", Volume::stateAsString)
            .on("availability-zone", Volume::availabilityZone)
            .on("volume-type", Volume::volumeTypeAsString)
            .on("size", Volume::size)
            .on("encrypted", Volume::encrypted)
            .on(
                "attachment.instance-id",
                volume -> volume.attachments().stream().map(VolumeAttachment::instanceId))
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(
                Ec2Scope.select(
                        scope.state().volumes, request.volumeIds(), Ec2Errors::volumeNotFound)
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(volume -> volume.toBuilder().tags(scope.tags(volume.volumeId())).build());
    return DescribeVolumesResponse.builder().volumes(page.items()).nextToken(page.next()).build();
  }

  private static DeleteVolumeResponse delete(DeleteVolumeRequest request, Ec2Scope scope) {
    Volume volume =
        Ec2Scope.require(scope.state().volumes, request.volumeId(), Ec2Errors::volumeNotFound);
    if (!volume.attachments().isEmpty()) {
      throw Ec2Errors.badRequest(
          "VolumeInUse",
          "Volume "
              + volume.volumeId()
              + " is currently attached to "
              + volume.attachments().getFirst().instanceId());
    }
    remove(scope, volume.volumeId());
    return DeleteVolumeResponse.builder().build();
  }
}
