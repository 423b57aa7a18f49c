#!/usr/bin/env python3
"""Tiny networks that no table has, in the files of other frameworks, and what these answer: tiny.json.

Run with tensorflow-cpu, keras 3, h5py, torch and onnx; writes beside itself, HDF5 gzipped. The weights are random with a fixed seed.
"""
import gzip, json, os
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import h5py, keras, numpy as np, tensorflow as tf, torch
from keras import layers

HERE = os.path.dirname(os.path.abspath(__file__))
SIDE = 12
pixels = ((np.arange(SIDE * SIDE * 3) * 37 + 11) % 256).astype(np.uint8).reshape(1, SIDE, SIDE, 3)
signed = pixels / np.float32(127.5) - np.float32(1)
answers = {}


def randomised(model):
    random = np.random.default_rng(7)
    for weight in model.weights:
        if 'seed_generator' in weight.path:
            continue
        values = random.normal(size=weight.shape).astype(np.float32)
        if 'variance' in weight.path:
            values = np.abs(values) + 0.5
        elif weight.path.endswith('kernel'):
            values *= np.sqrt(2 / max(1, np.prod(weight.shape[:-1])))
        weight.assign(values)
    return model


def lite(model, name, **options):
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    for key, value in options.items():
        setattr(converter, key, value)
    with open(f'{HERE}/{name}', 'wb') as out:
        out.write(converter.convert())


def nested():
    """As Teachable Machine nests: a chain of a chain with the trunk in it, and a chain of dense layers, the last without bias."""
    image = layers.Input((SIDE, SIDE, 3), name='image')
    x = layers.ZeroPadding2D(((0, 1), (0, 1)), name='Conv1_pad')(image)
    x = layers.Conv2D(8, 3, 2, padding='valid', use_bias=False, name='Conv1')(x)
    x = layers.BatchNormalization(epsilon=1e-3, momentum=0.999, name='bn_Conv1')(x)
    x = y = layers.ReLU(6.0, name='Conv1_relu')(x)
    x = layers.DepthwiseConv2D(3, padding='same', use_bias=False, name='depthwise')(x)
    x = layers.BatchNormalization(name='depthwise_BN')(x)
    x = layers.ReLU(6.0, name='depthwise_relu')(x)
    x = layers.Conv2D(8, 1, use_bias=True, name='project')(x)
    x = layers.BatchNormalization(scale=False, name='project_BN')(x)
    x = layers.Add(name='add')([y, x])
    trunk = keras.Model(image, x, name='model1')
    front = keras.Sequential([trunk, layers.GlobalAveragePooling2D(name='pool')], name='sequential_1')
    head = keras.Sequential([layers.Input((8,)), layers.Dense(5, activation='relu', name='dense_1'),
                             layers.Dense(3, activation='softmax', use_bias=False, name='dense_2')], name='sequential_3')
    return keras.Sequential([layers.Input((SIDE, SIDE, 3)), front, head], name='sequential_4')


def swish():
    """Prepares its images itself, hard-swish and squeeze-excite in pieces, one sigmoid at the end."""
    image = layers.Input((SIDE, SIDE, 3))
    x = layers.Rescaling(1 / 127.5, offset=-1, name='prepared')(image)
    x = layers.RandomFlip('horizontal')(x)
    x = layers.Conv2D(8, 3, 2, padding='same', name='stem')(x)
    x = layers.Multiply()([x, layers.Rescaling(1 / 6)(layers.ReLU(6.0)(layers.Rescaling(1, offset=3)(x)))])
    s = layers.GlobalAveragePooling2D(keepdims=True)(x)
    s = layers.Conv2D(4, 1, activation='relu', name='squeeze')(s)
    s = layers.Conv2D(8, 1, name='excite')(s)
    s = layers.Rescaling(1 / 6)(layers.ReLU(6.0)(layers.Rescaling(1, offset=3)(s)))
    x = layers.Multiply()([x, s])
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.BatchNormalization(name='before_the_head')(x)
    x = layers.Dropout(0.5)(x)
    return keras.Model(image, layers.Dense(1, activation='sigmoid', name='head')(x), name='swish')


def keras2(config):
    """Keras 3's configuration as Keras 2 wrote it."""
    if isinstance(config, list):
        return [keras2(value) for value in config]
    if not isinstance(config, dict):
        return config
    if config.get('class_name') == 'DTypePolicy':
        return config['config']['name']
    out = {}
    for key, value in config.items():
        if key in ('module', 'registered_name', 'build_config', 'quantization_config', 'optional', 'synchronized'):
            continue
        if key == 'batch_shape':
            out['batch_input_shape'] = value
        elif key == 'inbound_nodes':
            out[key] = [[history(tensor) for tensor in tensors(node['args'])] for node in value]
        elif key in ('input_layers', 'output_layers') and value and isinstance(value[0], str):
            out[key] = [value]
        else:
            out[key] = keras2(value)
    return out


def tensors(value):
    if isinstance(value, dict):
        return [value]
    return [tensor for inner in value for tensor in tensors(inner)]


def history(tensor):
    return tensor['config']['keras_history'] + [{}]


def legacy(model, name, change=lambda config: config):
    """The layout of Keras 2: one group for each layer of the outermost chain, names with :0, trained weights first."""
    with h5py.File(f'{HERE}/{name}', 'w') as file:
        file.attrs['keras_version'] = '2.4.0'
        file.attrs['backend'] = 'tensorflow'
        config = keras2(json.loads(model.to_json()))
        file.attrs['model_config'] = json.dumps({'class_name': config['class_name'], 'config': change(config['config'])})
        group = file.create_group('model_weights')
        outer = [layer for layer in model.layers if layer.weights]
        group.attrs['layer_names'] = np.array([layer.name.encode() for layer in outer])
        for layer in outer:
            inner = group.create_group(layer.name)
            weights = layer.trainable_weights + layer.non_trainable_weights
            paths = ['/'.join(weight.path.split('/')[-2:]) for weight in weights]
            paths = [path.replace('depthwise/kernel', 'depthwise/depthwise_kernel') + ':0' for path in paths]
            inner.attrs['weight_names'] = np.array([path.encode() for path in paths])
            for weight, path in zip(weights, paths):
                inner.create_dataset(path, data=weight.numpy())


def operations(config):
    """Rescaling layers as the operations that Keras 2 made of x + 3 and x * (1 / 6)."""
    for layer in config['layers']:
        inner = layer['config']
        if layer['class_name'] == 'Rescaling' and layer['name'] != 'prepared':
            isSum = inner['scale'] == 1
            constant = inner['offset'] if isSum else inner['scale']
            layer['class_name'] = 'TFOpLambda'
            layer['config'] = {'name': inner['name'],
                               'function': '__operators__.add' if isSum else 'math.multiply'}
            layer['inbound_nodes'] = [reference[:3] + [{'y': constant, 'name': None}]
                                      for node in layer['inbound_nodes'] for reference in node]
    return config


def browser(model):
    """Teachable Machine's download for TensorFlow.js."""
    config = keras2(json.loads(model.to_json()))
    weights, shard = [], b''
    for weight in model.weights:
        name = '/'.join(weight.path.split('/')[-2:]).replace('depthwise/kernel', 'depthwise/depthwise_kernel')
        weights.append({'name': name, 'shape': list(weight.shape), 'dtype': 'float32'})
        shard += weight.numpy().astype('<f4').tobytes()
    topology = {'class_name': config['class_name'], 'config': config['config'],
                'keras_version': 'tfjs-layers 1.3.1', 'backend': 'tensor_flow.js'}
    with open(f'{HERE}/weights.bin', 'wb') as file:
        file.write(shard)
    with open(f'{HERE}/model.json', 'w') as file:
        json.dump({'modelTopology': topology,
                   'weightsManifest': [{'paths': ['./weights.bin'], 'weights': weights}]}, file)
    with open(f'{HERE}/metadata.json', 'w') as file:
        json.dump({'labels': ['a', 'b', 'c'], 'imageSize': SIDE}, file)


class Torch(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = torch.nn.Conv2d(3, 8, 3, 2, 1, bias=False)
        self.norm = torch.nn.BatchNorm2d(8)
        self.depthwise = torch.nn.Conv2d(8, 8, 5, 1, 2, groups=8)
        self.project = torch.nn.Conv2d(8, 6, 1)
        self.last = torch.nn.Conv2d(14, 10, 1)
        self.head = torch.nn.Linear(10, 3)

    def forward(self, x):
        x = torch.nn.functional.relu6(self.norm(self.stem(x)))
        y = self.project(torch.nn.functional.hardswish(self.depthwise(x)))
        x = torch.nn.functional.hardswish(self.last(torch.cat([x, y], 1)))
        return self.head(x.mean((2, 3)))


def main():
    model = randomised(nested())
    model.save(f'{HERE}/nested.h5')
    model.save(f'{HERE}/nested.keras')
    legacy(model, 'keras_model.h5')
    browser(model)
    lite(model, 'nested.tflite')
    lite(model, 'nested_f16.tflite', optimizations=[tf.lite.Optimize.DEFAULT],
         target_spec=tf.lite.TargetSpec(supported_types=[tf.float16]))
    for name in ('nested.h5', 'nested.keras', 'keras_model.h5', 'nested.tflite', 'nested_f16.tflite'):
        answers[name] = model.predict(signed, verbose=0)[0].tolist()

    model = randomised(swish())
    model.save(f'{HERE}/swish.h5')
    model.save(f'{HERE}/swish.keras')
    legacy(model, 'swish_keras2.h5', operations)
    lite(model, 'swish.tflite')
    second = float(model.predict(pixels.astype(np.float32), verbose=0)[0, 0])
    for name in ('swish.h5', 'swish.keras', 'swish_keras2.h5', 'swish.tflite'):
        answers[name] = [1 - second, second]

    torch.manual_seed(3)
    module = Torch().eval()
    image = torch.from_numpy(signed.transpose(0, 3, 1, 2).copy())
    with torch.no_grad():
        answers['torch.onnx'] = torch.softmax(module(image), 1)[0].tolist()
    torch.onnx.export(module, (image,), f'{HERE}/torch.onnx', dynamo=False, opset_version=17)
    json.dump(answers, open(f'{HERE}/tiny.json', 'w'), indent=1)
    for name in answers:
        if name.endswith(('.h5', '.keras')):  # mostly padding
            with open(f'{HERE}/{name}', 'rb') as file, gzip.GzipFile(f'{HERE}/{name}.gz', 'wb', mtime=0) as zipped:
                zipped.write(file.read())
            os.remove(f'{HERE}/{name}')


main()
