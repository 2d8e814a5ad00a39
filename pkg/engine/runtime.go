package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/grafana/sobek"
)

// warmCatalogs is how many opened catalogs a runtime keeps, the last used.
const warmCatalogs = 4

// maxCallStack bounds recursion of scripts, which would otherwise take memory without end.
const maxCallStack = 5000

// runtime is one JavaScript engine with the core loaded. It belongs to one goroutine at a time.
type runtime struct {
	vm     *sobek.Runtime
	core   *sobek.Object
	bytes  sobek.Value // the constructor Uint8Array
	warm   []warmCatalog
	broken bool // was interrupted or panicked: not to be used again
}

// warmCatalog is a catalog as this runtime has it open.
type warmCatalog struct {
	key    any
	opened sobek.Value
}

func newRuntime(program *sobek.Program) (*runtime, error) {
	vm := sobek.New()
	vm.SetMaxCallStackSize(maxCallStack)
	if err := setDecoders(vm); err != nil {
		return nil, err
	}
	if err := setKernels(vm); err != nil {
		return nil, err
	}
	if _, err := vm.RunProgram(program); err != nil {
		return nil, fmt.Errorf("the core does not load: %w", err)
	}
	core, ok := vm.Get("PrismCore").(*sobek.Object)
	if !ok {
		return nil, errors.New("the script does not define PrismCore")
	}
	return &runtime{vm: vm, core: core, bytes: vm.Get("Uint8Array")}, nil
}

// call calls a function of the core until the context ends; every value is turned as sobek turns Go values.
func (r *runtime) call(ctx context.Context, name string, arguments ...any) (sobek.Value, error) {
	return r.method(ctx, r.core, name, arguments...)
}

func (r *runtime) method(ctx context.Context, object *sobek.Object, name string, arguments ...any) (sobek.Value, error) {
	function, ok := sobek.AssertFunction(object.Get(name))
	if !ok {
		return nil, fmt.Errorf("the core has no function %s", name)
	}
	values := make([]sobek.Value, len(arguments))
	for i, argument := range arguments {
		values[i] = r.vm.ToValue(argument)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	stop := context.AfterFunc(ctx, func() { r.vm.Interrupt(context.Cause(ctx)) })
	r.broken = true // unless it comes back
	value, err := function(object, values...)
	r.broken = !stop()
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return value, asError(err)
}

var userErrors = map[string]bool{
	"QueryError": true, "SettingsError": true, "StoreError": true, "TableError": true, "ArrowError": true,
}

// asError tells what users can mend from faults of the core.
func asError(err error) error {
	var thrown *sobek.Exception
	if !errors.As(err, &thrown) {
		return err
	}
	object, ok := thrown.Value().(*sobek.Object)
	if !ok {
		return err
	}
	if name := textOf(object, "name"); userErrors[name] {
		return &UserError{Kind: name, Message: textOf(object, "message")}
	}
	return err
}

// open gives the catalog as this runtime has it open.
func (r *runtime) open(ctx context.Context, catalog *Catalog) (sobek.Value, error) {
	key := catalog.key()
	held := sobek.Null()
	for i, warm := range r.warm {
		if warm.key == key {
			held = warm.opened
			r.warm = append(r.warm[:i], r.warm[i+1:]...)
			break
		}
	}
	opened, err := r.call(ctx, "open", string(catalog.Manifest), held)
	if err != nil {
		return nil, err
	}
	r.warm = append(r.warm, warmCatalog{key, opened})
	if len(r.warm) > warmCatalogs {
		r.warm = append([]warmCatalog(nil), r.warm[1:]...)
	}
	return opened, nil
}

func (r *runtime) hasOpen(key any) bool {
	for _, warm := range r.warm {
		if warm.key == key {
			return true
		}
	}
	return false
}

// uint8Array gives bytes to the core, which only reads them.
func (r *runtime) uint8Array(bytes []byte) (sobek.Value, error) {
	return r.vm.New(r.bytes, r.vm.ToValue(r.vm.NewArrayBuffer(bytes)))
}

// bytesOf takes the bytes of a Uint8Array, not copied.
func bytesOf(value sobek.Value) ([]byte, error) {
	if bytes, ok := value.Export().([]byte); ok {
		return bytes[:len(bytes):len(bytes)], nil
	}
	return nil, errors.New("the core gave no bytes")
}

func textOf(object *sobek.Object, name string) string {
	if value := object.Get(name); isGiven(value) {
		return value.String()
	}
	return ""
}

func intOf(object *sobek.Object, name string) int64 {
	if value := object.Get(name); isGiven(value) {
		return value.ToInteger()
	}
	return 0
}

func isGiven(value sobek.Value) bool {
	return value != nil && !sobek.IsUndefined(value) && !sobek.IsNull(value)
}

// items gives the elements of an array.
func items(array sobek.Value) []sobek.Value {
	object, ok := array.(*sobek.Object)
	if !ok {
		return nil
	}
	values := make([]sobek.Value, intOf(object, "length"))
	for i := range values {
		values[i] = object.Get(fmt.Sprint(i))
	}
	return values
}

func objects(array sobek.Value) []*sobek.Object {
	var found []*sobek.Object
	for _, item := range items(array) {
		if object, ok := item.(*sobek.Object); ok {
			found = append(found, object)
		}
	}
	return found
}

func texts(array sobek.Value) []string {
	var found []string
	for _, item := range items(array) {
		found = append(found, item.String())
	}
	return found
}

// setDecoders gives the engine what it lacks of the encoding standard: UTF-8 without a byte order mark. The Arrow library makes an
// encoder when it loads, and the core never writes text with it but through Arrow.
func setDecoders(vm *sobek.Runtime) error {
	decode := func(call sobek.FunctionCall) sobek.Value {
		bytes, ok := call.Argument(0).Export().([]byte)
		if !ok {
			panic(vm.NewTypeError("TextDecoder reads a Uint8Array"))
		}
		if len(bytes) >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf {
			bytes = bytes[3:]
		}
		return vm.ToValue(string(bytes))
	}
	encode := func(call sobek.FunctionCall) sobek.Value {
		array, err := vm.New(vm.Get("Uint8Array"), vm.ToValue(vm.NewArrayBuffer([]byte(call.Argument(0).String()))))
		if err != nil {
			panic(err)
		}
		return array
	}
	for name, methods := range map[string]map[string]any{
		"TextDecoder": {"decode": decode}, "TextEncoder": {"encode": encode},
	} {
		constructor := func(call sobek.ConstructorCall) *sobek.Object {
			for method, function := range methods {
				if err := call.This.Set(method, function); err != nil {
					panic(err)
				}
			}
			return nil
		}
		if err := vm.Set(name, constructor); err != nil {
			return err
		}
	}
	return nil
}
