{{- define "baseline.labels" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* A repository, given the root context and an image; a mirror replaces the host of the registry. */}}
{{- define "baseline.repository" -}}
{{- $repository := (index . 1).repository -}}
{{- with (index . 0).Values.imageRegistry -}}
{{ . }}/{{ regexReplaceAll "^[^/]+/" $repository "" }}
{{- else -}}
{{ $repository }}
{{- end -}}
{{- end }}

{{/*
The tag of the autoscaler, and its digest. The autoscaler simulates the scheduler of its own version, which must match the
cluster's.
*/}}
{{- define "baseline.autoscalerTag" -}}
{{- $known := dict
  "1.31" "v1.31.0@sha256:6d4c51c35f344d230341d71bb6d35f2c2f0c0a6f205a7887ae44e6d852fb5b5f"
  "1.32" "v1.32.0@sha256:656d21dacb015b8ccfdaec5047963499c10ad6e2598a29c450138c75d533010c"
  "1.33" "v1.33.0@sha256:6ef10d108e0e45ecd883e074682330bbd4a3403e767ad56804800f2f4ee816da"
  "1.34" "v1.34.3@sha256:7c8f108948123ea379bfbadbe965affabaaa029c189e913d5b9f26bf0b96d5bd"
  "1.35" "v1.35.0@sha256:2fc9433dd3b47baef0e68d6b1110b770a3c93db10c7bead4c5bc6cb21c72b875"
  "1.36" "v1.36.0@sha256:dc5d62770338c2902f31b01f95c9fc8c456fd88baa5364ca154d6e47069ec885"
-}}
{{- $image := .Values.autoscaler.image -}}
{{- if $image.tag -}}
{{ $image.tag }}{{ with $image.digest }}@{{ . }}{{ end }}
{{- else if $image.digest -}}
{{ fail "autoscaler.image.digest belongs to a tag; set autoscaler.image.tag, too" }}
{{- else if hasKey $known .Values.kubernetesVersion -}}
{{ get $known .Values.kubernetesVersion }}
{{- else -}}
{{ fail (printf "no cluster autoscaler version is known for Kubernetes %s; set autoscaler.image.tag" .Values.kubernetesVersion) }}
{{- end -}}
{{- end }}
