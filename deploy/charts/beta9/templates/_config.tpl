{{/* Beta9's configuration. It overrides defaults intended for a developer's machine. Empty values
     are intentional: they override default credentials. */}}
{{- define "beta9.config" -}}
{{- $s3 := .Values.storage.s3 -}}
{{- $s3Endpoint := default (printf "https://s3.%s.%s" $s3.region $s3.dnsSuffix) $s3.endpoint -}}
{{- $redis := .Values.redis -}}
clusterName: {{ .Values.clusterName | quote }}
debugMode: false
prettyLogs: false
database:
  postgres:
    host: {{ .Values.database.host | quote }}
    port: {{ .Values.database.port }}
    name: {{ .Values.database.name | quote }}
    username: {{ .Values.database.username | quote }}
    password: {{ .Values.database.password | quote }}
    timezone: UTC
    enableTLS: {{ .Values.database.tls }}
    encryptionKey: {{ .Values.database.encryptionKey | quote }}
  redis:
    # A single primary: Beta9's scripts access keys that a Redis cluster would place on different
    # shards.
    mode: single
    addrs: [{{ printf "%s:%v" $redis.host $redis.port | quote }}]
    username: {{ $redis.username | quote }}
    password: {{ $redis.password | quote }}
    enableTLS: {{ $redis.tls }}
    insecureSkipVerify: false
storage:
  mode: juicefs
  fsName: {{ $s3.fsName | quote }}
  fsPath: /data
  objectPath: /data/objects
  juicefs:
    redisURI: {{ printf "%s://%s:%s@%s:%v/%v" (ternary "rediss" "redis" $redis.tls) $redis.username $redis.password $redis.host $redis.port $redis.juicefsDb | quote }}
    awsS3Bucket: {{ if $s3.endpoint }}{{ printf "%s/%s" $s3.endpoint $s3.bucket | quote }}{{ else }}{{ printf "https://%s.s3.%s.%s" $s3.bucket $s3.region $s3.dnsSuffix | quote }}{{ end }}
    awsAccessKey: {{ $s3.accessKey | quote }}
    awsSecretKey: {{ $s3.secretKey | quote }}
  workspaceStorage:
    defaultStorageMode: geese
    # Beta9 creates a bucket for each further workspace. This key may not create any: there is one workspace.
    defaultBucketPrefix: {{ $s3.bucket | quote }}
    defaultAccessKey: {{ $s3.accessKey | quote }}
    defaultSecretKey: {{ $s3.secretKey | quote }}
    defaultRegion: {{ $s3.region | quote }}
    defaultEndpointUrl: {{ $s3Endpoint | quote }}
    defaultPresignedEndpointUrl: {{ $s3Endpoint | quote }}
fileService:
  enabled: false
  endpointUrl: ""
  accessKey: ""
  secretKey: ""
imageService:
  clipVersion: {{ .Values.registry.clipVersion }}
  enableTLS: true
  registryStore: s3
  registries:
    s3:
      bucketName: {{ default $s3.bucket .Values.storage.imagesBucket | quote }}
      region: {{ $s3.region | quote }}
      # Empty: the pod's IAM role is used.
      accessKey: ""
      secretKey: ""
      endpoint: {{ $s3.endpoint | quote }}
  buildRegistry: {{ dir .Values.registry.repositoryUrl | quote }}
  buildRepositoryName: {{ base .Values.registry.repositoryUrl | quote }}
  buildRegistryInsecure: false
  buildContainerPoolSelector: build
  runner:
    baseImageRegistry: {{ dir (include "beta9.repository" (list . .Values.image.runner)) | quote }}
    baseImageName: {{ base (include "beta9.repository" (list . .Values.image.runner)) | quote }}
    tags:
      {{- range list "3.8" "3.9" "3.10" "3.11" "3.12" }}
      python{{ . }}: {{ printf "py%s-%s" (replace "." "" .) $.Values.image.runner.version | quote }}
      micromamba{{ . }}: {{ printf "micromamba%s-%s" . $.Values.image.runner.version | quote }}
      {{- end }}
gateway:
  host: {{ include "beta9.gateway" . }}
  invokeURLType: {{ .Values.gateway.invokeUrlType }}
  shutdownTimeout: 180s
  stubLimits:
    cpu: {{ .Values.limits.millicpus }}
    memory: {{ .Values.limits.memoryMib }}
    maxReplicas: {{ .Values.limits.replicas }}
    maxGpuCount: {{ .Values.limits.gpus }}
  grpc:
    port: 1993
    externalHost: {{ .Values.gateway.externalHost | quote }}
    externalPort: {{ include "beta9.grpcPort" . }}
    tls: {{ include "beta9.tls" . }}
  http:
    port: 1994
    externalHost: {{ .Values.gateway.externalHost | quote }}
    externalPort: {{ include "beta9.httpPort" . }}
    tls: {{ include "beta9.tls" . }}
abstractions:
  pod:
    tcp:
      # The default is localhost, which is printed to users as the address of a pod.
      externalHost: {{ .Values.gateway.externalHost | quote }}
worker:
  namespace: {{ .Release.Namespace }}
  serviceAccountName: {{ include "beta9.worker" . }}
  imageRegistry: {{ dir (include "beta9.repository" (list . .Values.image.worker)) | quote }}
  imageName: {{ base (include "beta9.repository" (list . .Values.image.worker)) | quote }}
  imageTag: {{ include "beta9.tag" .Values.image.worker | quote }}
  imagePVCName: ""
  useGatewayServiceHostname: true
  # Otherwise workers have no resource requests: they get no GPU, and the autoscaler adds no nodes.
  jobResourcesEnforced: true
  pools:
    default:
      mode: local
      priority: 1
      {{- include "beta9.pool" .Values.workers.cpu | nindent 6 }}
    build:
      mode: local
      requiresPoolSelector: true
      {{- include "beta9.pool" .Values.workers.build | nindent 6 }}
    {{- if .Values.workers.gpu.enabled }}
    gpu:
      mode: local
      priority: 1
      gpuType: {{ .Values.workers.gpu.type | quote }}
      {{- include "beta9.pool" .Values.workers.gpu | nindent 6 }}
    {{- end }}
monitoring:
  metricsCollector: {{ ternary "prometheus" "none" .Values.monitoring.enabled }}
  prometheus:
    scrapeWorkers: {{ .Values.monitoring.enabled }}
    port: 9090
  telemetry:
    enabled: false
{{- end }}

{{- define "beta9.pool" -}}
containerRuntime: {{ .containerRuntime | default "gvisor" }}
# No RuntimeClass: the default runtime of EKS's NVIDIA image supports GPUs.
runtime: ""
criuEnabled: false
jobSpec:
  nodeSelector: {{ .nodeSelector | default dict | toJson }}
poolSizing:
  defaultWorkerCPU: {{ .cpu | quote }}
  defaultWorkerMemory: {{ .memory | quote }}
  defaultWorkerGPUType: {{ .type | default "" | quote }}
  defaultWorkerGpuCount: {{ if .type }}{{ .count }}{{ else }}0{{ end }}
  {{- with .sharedMemoryPercent }}
  sharedMemoryLimitPct: {{ printf "%v%%" . | quote }}
  {{- end }}
  minFreeCPU: {{ .minFreeCpu | default "0m" | quote }}
  minFreeMemory: {{ .minFreeMemory | default "0Gi" | quote }}
  minFreeGPU: {{ .minFreeGpu | default 0 }}
{{- end }}
